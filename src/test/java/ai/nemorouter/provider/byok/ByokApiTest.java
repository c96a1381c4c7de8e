package ai.nemorouter.provider.byok;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An organization's own providers as programs manage them.
@QuarkusTest
class ByokApiTest {
  private static final String PATH = "/v1/byok";
  private static final String KEY = "sk-very-secret-key-abcd";

  private final ManagementKeys managementKeys;
  private final Keys keys;
  private final World world;

  private World.Place place;
  private String managementKey;

  ByokApiTest(ManagementKeys managementKeys, Keys keys, World world) {
    this.managementKeys = managementKeys;
    this.keys = keys;
    this.world = world;
  }

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
    managementKey = managementKey(place);
  }

  @Test
  void aKeyIsBroughtInOpenRoutersShapeFoundChangedAndDeleted() {
    Response added = send("POST", PATH, "{\"provider\":\"openai\",\"key\":\"" + KEY + "\"}");
    JsonNode item = json(added).get("data");
    String path = PATH + "/" + item.get("id").textValue();
    JsonNode found = json(send("GET", path, null)).get("data");
    JsonNode list = json(send("GET", PATH + "?provider=openai&limit=1", null));
    JsonNode changed =
        json(send(
                "PATCH",
                path,
                "{\"disabled\":true,\"allowed_models\":[\"gpt-4.1\"],\"sort_order\":5,\"pass_on\":[\"vllm_xargs\"]}"))
            .get("data");
    JsonNode enabled = json(send("PATCH", path, "{\"disabled\":false}")).get("data");
    Response deleted = send("DELETE", path, null);

    assertThat(added.statusCode()).as(added.asString()).isEqualTo(201);
    assertThat(added.asString()).doesNotContain("very-secret");
    assertThat(item.get("name").textValue()).isEqualTo("own-openai");
    assertThat(item.get("provider").textValue()).isEqualTo("openai");
    assertThat(item.get("label").textValue()).isEqualTo("...abcd");
    assertThat(item.get("allowed_models").isNull()).isTrue();
    assertThat(item.get("workspace_id").textValue()).isEqualTo(place.orgId().toString());
    assertThat(found).isEqualTo(item);
    assertThat(list.get("total_count").intValue()).isEqualTo(1);
    assertThat(list.at("/data/0")).isEqualTo(item);
    assertThat(changed.get("disabled").booleanValue()).isTrue();
    assertThat(changed.at("/allowed_models/0").textValue()).isEqualTo("gpt-4.1");
    assertThat(changed.get("sort_order").intValue()).isEqualTo(5);
    assertThat(item.get("pass_on")).isEmpty();
    assertThat(changed.at("/pass_on/0").textValue()).isEqualTo("vllm_xargs");
    assertThat(enabled.get("pass_on")).hasSize(1);
    assertThat(enabled.get("disabled").booleanValue()).isFalse();
    assertThat(deleted.asString()).isEqualTo("{\"deleted\":true}");
    assertThat(send("GET", path, null).statusCode()).isEqualTo(404);
  }

  @Test
  void aWrongFieldIsNamed() {
    assertWrong(
        "{\"provider\":\"openai\",\"key\":\"" + KEY + "\",\"pass_on\":[\"n_predict\"]}", "pass_on");
    assertWrong("{\"key\":\"" + KEY + "\"}", "provider");
    assertWrong("{\"provider\":\"openai\"}", "api_key");
    assertWrong("{\"provider\":\"klingon\",\"key\":\"" + KEY + "\"}", "dialect");
    assertWrong("{\"provider\":\"openai\",\"key\":\"" + KEY + "\",\"disabled\":3}", "disabled");
    assertWrong(
        "{\"provider\":\"openai\",\"key\":\"" + KEY + "\",\"base_url\":\"ftp://x.example.com\"}",
        "base_url");
    assertWrong(
        "{\"provider\":\"openai\",\"key\":\"" + KEY + "\",\"base_url\":\"https://x.example.com\"}",
        "models");
  }

  @Test
  void aKeyForCallsMayNotAndAnotherOrganizationSeesNothing() {
    String id =
        json(send("POST", PATH, "{\"provider\":\"openai\",\"key\":\"" + KEY + "\"}"))
            .at("/data/id")
            .textValue();
    String calling =
        keys.mint(place.owner(), new NewKey(place.teamId(), "Test", null, null)).secret().reveal();
    String stranger = managementKey(world.newOrganization());

    assertThat(send(calling, "GET", PATH, null).statusCode()).isEqualTo(403);
    assertThat(send("", "GET", PATH, null).statusCode()).isEqualTo(401);
    assertThat(json(send(stranger, "GET", PATH, null)).get("total_count").intValue()).isZero();
    assertThat(send(stranger, "GET", PATH + "/" + id, null).statusCode()).isEqualTo(404);
    assertThat(send(stranger, "DELETE", PATH + "/" + id, null).statusCode()).isEqualTo(404);
  }

  private void assertWrong(String body, String param) {
    Response response = send("POST", PATH, body);
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
    assertThat(json(response).at("/error/param").textValue()).isEqualTo(param);
    assertThat(response.asString()).doesNotContain("very-secret");
  }

  private String managementKey(World.Place of) {
    String key = "a management key of " + of.orgId();
    managementKeys.replace(of.orgId(), "Terraform", key);
    return key;
  }

  private Response send(String method, String path, @Nullable String body) {
    return send(managementKey, method, path, body);
  }

  private static Response send(String key, String method, String path, @Nullable String body) {
    RequestSpecification request = given().contentType("application/json");
    if (!key.isEmpty()) {
      request.header("authorization", "Bearer " + key);
    }
    if (body != null) {
      request.body(body);
    }
    return request.request(method, path);
  }

  private static JsonNode json(Response response) {
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
