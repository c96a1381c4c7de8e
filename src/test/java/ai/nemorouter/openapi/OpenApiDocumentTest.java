package ai.nemorouter.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.console.Furnished;
import ai.nemorouter.console.FurnishedOrganization;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.openapi.ApiDocument.Operation;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Route;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Holds the OpenAPI document to what the application does.
@QuarkusTest
class OpenApiDocumentTest {
  private static final String REWRITE =
      "./mvnw -Dquick test -Dtest=OpenApiDocumentTest -Dnemorouter.rewrite-openapi=true";
  private static final int OK = 200;

  @Inject Cast cast;
  @Inject FurnishedOrganization furnished;
  @Inject GatewayWorld gateway;

  @Test
  void theServedDocumentIsTheCommittedOne() throws IOException {
    Response served = given().get("/openapi.json");

    assertThat(served.statusCode()).isEqualTo(OK);
    assertThat(served.contentType()).startsWith("application/json");
    JsonNode document = ApiDocument.parse(served.asString());
    if (Boolean.getBoolean("nemorouter.rewrite-openapi")) {
      Files.writeString(ApiDocument.FILE, ApiDocument.pretty(document));
    }
    assertThat(Files.readString(ApiDocument.FILE))
        .as("%s is not what the application serves. Rewrite it: %s", ApiDocument.FILE, REWRITE)
        .isEqualTo(ApiDocument.pretty(document));
  }

  @Test
  void everybodyMayReadItAndBrowsersRunNothingOfIt() {
    Response served = given().get("/openapi.json");

    assertThat(served.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(served.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(given().get("/openapi.yaml").asString()).startsWith("---\nopenapi: 3.1.0");
    assertThat(given().get("/q/swagger-ui").statusCode()).isNotEqualTo(OK);
  }

  @Test
  void everyRouteOfTheApiIsDocumentedAndNothingElseIs() {
    List<String> routes =
        Route.all().stream()
            .filter(Route::isApi)
            .map(route -> route.verb() + " " + route.path().replaceAll(":[^}]+}", "}"))
            .toList();

    assertThat(ApiDocument.committed().operations())
        .extracting(Operation::toString)
        .containsExactlyInAnyOrderElementsOf(routes)
        .hasSizeGreaterThan(100);
  }

  @Test
  void everyOperationAndParameterIsDescribed() {
    List<Operation> operations = ApiDocument.committed().operations();

    assertThat(operations).extracting(Operation::id).doesNotHaveDuplicates();
    assertThat(operations)
        .allSatisfy(operation -> {
          assertThat(operation.id()).as(operation.toString()).matches("[a-z][A-Za-z]+");
          assertThat(operation.json().path("summary").asText())
              .as(operation.toString())
              .matches("[A-Z][^.]*\\.");
          assertThat(operation.json().path("tags")).as(operation.toString()).hasSize(1);
          assertThat(operation.parameters())
              .as(operation.toString())
              .allSatisfy(
                  parameter -> assertThat(parameter.path("description").asText()).isNotEmpty());
        });
  }

  @Test
  void everyListAnswersAsDocumentedToAKeyWithAllRights() {
    Furnished made =
        furnished.make(
            gateway.serve(
                "documented",
                wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":0.01"))));
    String managementKey = cast.managementKey(made.place(), EnumSet.allOf(Permission.class));
    String operatorKey = cast.operatorKey(true);
    ApiDocument document = ApiDocument.committed();
    List<String> wrong = new ArrayList<>();
    List<String> filled = new ArrayList<>();
    List<Operation> lists =
        document.operations().stream()
            .filter(operation -> operation.isList() && !operation.path().contains("{"))
            .toList();

    for (Operation list : lists) {
      String key = list.takes("operator_key") ? operatorKey : managementKey;
      Response answer = given().header("Authorization", "Bearer " + key).get(list.path());
      String problem = document.problemOfAnswer(list, answer.statusCode(), answer.asString());
      if (answer.statusCode() != OK || !problem.isEmpty()) {
        wrong.add("%s: %d %s".formatted(list, answer.statusCode(), problem));
      }
      if (!answer.jsonPath().getList("data").isEmpty()) {
        filled.add(list.path());
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(lists).hasSizeGreaterThan(20);
    assertThat(filled).contains("/v1/keys", "/v1/limits", "/v1/members", "/v1/guardrails");
  }

  @Test
  void anAnswerThatIsNotAsDocumentedIsNoticed() {
    ApiDocument document = ApiDocument.committed();
    Operation credits = document.operation("getCredits");

    assertThat(
            document.problemOfAnswer(
                credits, OK, "{\"data\":{\"total_credits\":10,\"total_usage\":0.5}}"))
        .isEmpty();
    assertThat(document.problemOfAnswer(credits, OK, "{\"data\":{\"total_credits\":10}}"))
        .contains("total_usage");
    assertThat(
            document.problemOfAnswer(
                credits, OK, "{\"data\":{\"total_credits\":\"10\",\"total_usage\":0.5}}"))
        .contains("total_credits");
    assertThat(
            document.problemOfAnswer(
                credits, OK, "{\"data\":{\"total_credits\":10,\"total_usage\":0.5,\"more\":1}}"))
        .contains("more");
    assertThat(document.problemOfAnswer(credits, 202, "{}")).contains("202");
  }
}
