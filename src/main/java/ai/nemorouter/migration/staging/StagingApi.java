package ai.nemorouter.migration.staging;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.migration.BoundedBody;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sample calls for programs, made with the key that asks. Without `"confirm": true` only what they
/// can cost is told.
@OpenTo(OpenTo.Audience.KEY_HOLDERS)
@Path("/v1/migration/staging")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class StagingApi {
  private static final int BODY_BYTES_MAX = 16 * 1024;
  private static final int SCHEME_LENGTH = "Bearer ".length();

  private final StagingRuns runs;
  private final KeySignIn signIn;

  StagingApi(StagingRuns runs, KeySignIn signIn) {
    this.runs = runs;
    this.signIn = signIn;
  }

  @POST
  public String run(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, InputStream body) {
    KeyIdentity key = signIn.keyOrThrowFrom(authorization);
    ObjectNode asked = ApiInput.bodyOrThrow(BoundedBody.read(body, BODY_BYTES_MAX));
    StagingPlan plan = runs.plan(key.orgId(), names(asked.path("models")));
    if (!asked.path("confirm").asBoolean(false) || authorization == null) {
      return Json.write(plan(plan).put("confirmed", false));
    }
    String secret = authorization.substring(SCHEME_LENGTH).strip();
    StagingRun run = runs.await(key.keyId(), secret, plan);
    ObjectNode answer = plan(plan).put("confirmed", true).put("passed", run.isPassed());
    ArrayNode results = answer.putArray("results");
    run.results().forEach(result -> results.add(result(result)));
    return Json.write(answer);
  }

  private static List<String> names(JsonNode models) {
    List<String> names = new ArrayList<>();
    for (JsonNode model : models) {
      if (!model.isTextual()) {
        throw new InvalidInputException("models", "`models` must hold strings.");
      }
      names.add(model.asText());
    }
    return names;
  }

  private static ObjectNode plan(StagingPlan plan) {
    ObjectNode json = Json.object();
    json.put("calls", plan.samples().size());
    json.put("upper_bound_usd", new BigDecimal(plan.upperBound().plain()));
    ArrayNode unknown = json.putArray("unknown_models");
    plan.unknown().forEach(unknown::add);
    return json;
  }

  private static ObjectNode result(SampleResult result) {
    ObjectNode json = Json.object();
    json.put("check", result.sample().kind().name().toLowerCase(java.util.Locale.ROOT));
    json.put("model", result.sample().model()).put("path", result.sample().kind().path());
    json.put("passed", result.isPassed()).put("status", result.status());
    json.put("answer", result.answer());
    ObjectNode facts = json.putObject("observed");
    result.facts().forEach(facts::put);
    json.put("problem", result.isPassed() ? null : result.problem());
    json.put("remedy", result.isPassed() ? null : result.remedy());
    return json;
  }
}
