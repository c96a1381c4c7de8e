package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What programs ask about their key, their credit and their calls, as OpenRouter's clients do.
@QuarkusTest
class AccountTest {
  private final GatewayWorld world;
  private final ManagementKeys managementKeys;

  AccountTest(GatewayWorld world, ManagementKeys managementKeys) {
    this.world = world;
    this.managementKeys = managementKeys;
  }

  /// Row 43.
  @Test
  void aGenerationTellsTheCostThatItsAnswerTold() {
    Caller caller = world.callerWithCredit("1");
    HttpResponse<String> call = world.post(caller.secret(), GatewayWorld.chat(model(), ""));
    String id = GatewayWorld.json(call).path("id").asText();

    JsonNode generation = json(get("/v1/generation?id=" + id, caller.secret())).path("data");

    assertThat(generation.path("id").asText()).isEqualTo(id);
    assertThat(generation.path("request_id").asText())
        .isEqualTo(GatewayWorld.header(call, "x-request-id"));
    assertThat(generation.path("total_cost").decimalValue())
        .isEqualByComparingTo("0.00000045")
        .isEqualByComparingTo(GatewayWorld.json(call).at("/usage/cost").decimalValue())
        .isEqualByComparingTo(GatewayWorld.header(call, "x-nemo-request-cost"));
    assertThat(generation.path("model").asText()).isEqualTo("scripted/account");
    assertThat(generation.path("tokens_prompt").asInt()).isEqualTo(12);
    assertThat(generation.path("tokens_completion").asInt()).isEqualTo(5);
    assertThat(generation.path("streamed").asBoolean(true)).isFalse();
    assertThat(generation.path("cancelled").asBoolean(true)).isFalse();
    assertThat(json(get("/api/v1/generation/?id=" + id, caller.secret())).path("data"))
        .isEqualTo(generation);
  }

  /// Row 43.
  @Test
  void anotherOrganizationsGenerationDoesNotExist() {
    Caller caller = world.callerWithCredit("1");
    HttpResponse<String> call = world.post(caller.secret(), GatewayWorld.chat(model(), ""));
    String id = GatewayWorld.json(call).path("id").asText();
    world.settledCall(caller);

    HttpResponse<String> foreign =
        get("/v1/generation?id=" + id, world.callerWithCredit("1").secret());

    assertThat(foreign.statusCode()).isEqualTo(404);
    assertThat(GatewayWorld.reason(foreign)).isEqualTo("generation_not_found");
    assertThat(get("/v1/generation?id=gen-nonsense", caller.secret()).statusCode()).isEqualTo(404);
    assertThat(get("/v1/generation?id=gen-" + "f".repeat(32), caller.secret()).statusCode())
        .isEqualTo(404);
    assertThat(get("/v1/generation", caller.secret()).statusCode()).isEqualTo(400);
    assertThat(get("/v1/generation?id=" + id, null).statusCode()).isEqualTo(401);
  }

  @Test
  void theContentOfAGenerationIsNotThereAndTheAnswerSaysWhy() {
    HttpResponse<String> content =
        get("/v1/generation/content?id=gen-1", world.callerWithCredit("1").secret());

    assertThat(content.statusCode()).isEqualTo(404);
    assertThat(GatewayWorld.reason(content)).isEqualTo("content_not_stored");
    assertThat(content.body()).contains("not stored here");
  }

  /// Row 96.
  @Test
  void whatAKeyIsToldToHaveLeftIsWhatItsNextCallCanHold() {
    String model = model();
    Caller caller = world.callerWithLimit("0.01");
    world.post(caller.secret(), GatewayWorld.chat(model, ""));
    world.assertBooksBalance(caller);

    JsonNode key = json(get("/v1/key", caller.secret())).path("data");

    BigDecimal left = key.path("limit_remaining").decimalValue();
    assertThat(left).isEqualByComparingTo("0.00999955");
    assertThat(key.path("limit").decimalValue()).isEqualByComparingTo("0.01");
    assertThat(key.path("usage").decimalValue()).isEqualByComparingTo("0.00000045");
    assertThat(key.path("allowed_data_regions").isArray()).isTrue();
    assertThat(key.at("/free_model_daily_requests/remaining").isInt()).isTrue();
    assertThat(key.path("organization_id").asText()).isEqualTo(caller.place().orgId().toString());
    assertThat(key.path("workspace_id").asText()).isEqualTo(caller.place().teamId().toString());
    HttpResponse<String> tooDear =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":1000"));
    assertThat(tooDear.statusCode()).as(tooDear.body()).isEqualTo(402);
    BigDecimal ofTheRefusal =
        GatewayWorld.json(tooDear).at("/error/metadata/remaining_usd").decimalValue();
    assertThat(ofTheRefusal).isEqualByComparingTo(left);
    assertThat(
            world
                .post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":900"))
                .statusCode())
        .isEqualTo(200);
  }

  /// Rows 12 and 97.
  @Test
  void onlyAManagementKeySeesTheCreditAndItCannotCall() {
    String model = model();
    Caller caller = world.callerWithCredit("12.5");
    world.post(caller.secret(), GatewayWorld.chat(model, ""));
    world.assertBooksBalance(caller);
    String management = managementKey(caller);

    HttpResponse<String> credits = get("/v1/credits", management);
    HttpResponse<String> refused = get("/v1/credits", caller.secret());

    assertThat(credits.body())
        .isEqualTo("{\"data\":{\"total_credits\":12.5,\"total_usage\":0.00000045}}");
    for (HttpResponse<String> answer :
        new HttpResponse[] {refused, get("/v1/keys", caller.secret())}) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(GatewayWorld.json(answer).at("/error/message").asText())
          .isEqualTo("Only management keys can perform this operation");
    }
    assertThat(world.post(management, GatewayWorld.chat(model, "")).statusCode()).isEqualTo(403);
  }

  /// Rows 3 and 106.
  @Test
  void keysAreMadeReadChangedAndEndedWithATrailingSlash() {
    String model = model();
    Caller caller = world.callerWithCredit("1");
    String management = managementKey(caller);

    HttpResponse<String> made =
        send(
            "POST",
            "/api/v1/keys/",
            management,
            "{\"name\":\"moved\",\"limit\":5,\"limit_reset\":\"weekly\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String secret = GatewayWorld.json(made).path("key").asText();
    String path = "/v1/keys/" + GatewayWorld.json(made).at("/data/hash").asText() + "/";
    assertThat(world.post(secret, GatewayWorld.chat(model, "")).statusCode()).isEqualTo(200);
    HttpResponse<String> disabled = send("PATCH", path, management, "{\"disabled\":true}");
    HttpResponse<String> call = world.post(secret, GatewayWorld.chat(model, ""));
    HttpResponse<String> ended = send("DELETE", path, management, null);

    assertThat(GatewayWorld.json(made).at("/data/label").asText())
        .startsWith("sk-nemo-")
        .endsWith(secret.substring(secret.length() - 4));
    assertThat(GatewayWorld.json(disabled).at("/data/disabled").asBoolean()).isTrue();
    assertThat(call.statusCode()).isEqualTo(401);
    assertThat(GatewayWorld.reason(call)).isEqualTo("key_disabled");
    assertThat(ended.body()).isEqualTo("{\"deleted\":true}");
    assertThat(send("GET", path, management, null).statusCode()).isEqualTo(404);
  }

  /// Row 16.
  @Test
  void headersOfClientsAreTakenAndNotForwarded() {
    String model = model();
    Caller caller = world.callerWithCredit("1");
    HttpResponse<String> answer =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
                .header("authorization", "Bearer " + caller.secret())
                .header("content-type", "application/json")
                .header("http-referer", "https://app.example")
                .header("x-title", "An app")
                .header("x-openrouter-title", "An app")
                .header("x-openrouter-categories", "chat")
                .header("openai-organization", "org-1")
                .header("x-stainless-lang", "js")
                .header("cookie", "")
                .POST(HttpRequest.BodyPublishers.ofString(GatewayWorld.chat(model, "")))
                .build());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(world.upstream().received("account").getLast().headers())
        .doesNotContainKeys(
            "http-referer",
            "x-title",
            "x-openrouter-title",
            "x-openrouter-categories",
            "openai-organization",
            "x-stainless-lang",
            "cookie")
        .containsEntry("authorization", "Bearer upstream-secret");
  }

  /// Row 17.
  @Test
  void aPageOfAnotherOriginMayCallAndReadTheHeadersThatMatter() {
    Caller caller = world.callerWithCredit("1");
    HttpResponse<String> preflight =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/api/v1/chat/completions"))
                .header("origin", "https://app.example")
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "authorization,x-stainless-os")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
    HttpResponse<String> answer =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/v1/key"))
                .header("origin", "https://app.example")
                .header("authorization", "Bearer " + caller.secret())
                .build());

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(GatewayWorld.header(preflight, "access-control-allow-origin")).isEqualTo("*");
    assertThat(GatewayWorld.header(preflight, "access-control-allow-methods")).contains("POST");
    assertThat(GatewayWorld.header(preflight, "access-control-allow-headers"))
        .isEqualTo("authorization,x-stainless-os");
    assertThat(preflight.headers().firstValue("access-control-allow-credentials")).isEmpty();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.header(answer, "access-control-allow-origin")).isEqualTo("*");
    assertThat(GatewayWorld.header(answer, "access-control-expose-headers"))
        .contains("x-request-id", "x-nemo-request-id");
    assertThat(get("/v1/key", caller.secret()).headers().firstValue("access-control-allow-origin"))
        .isEmpty();
  }

  private String model() {
    return world.serve(
        "account", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.00000045")));
  }

  private String managementKey(Caller caller) {
    UUID orgId = caller.place().orgId();
    String secret = "a management key of " + orgId;
    managementKeys.replace(orgId, "Terraform", secret);
    return secret;
  }

  private HttpResponse<String> get(String path, @Nullable String secret) {
    return send("GET", path, secret, null);
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String secret, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(GatewayWorld.address(path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (secret != null) {
      request.header("authorization", "Bearer " + secret);
    }
    return world.send(request.build());
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
  }
}
