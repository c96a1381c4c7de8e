package ai.nemorouter.gateway.account;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.usage.activity.Generation;
import ai.nemorouter.usage.activity.Generations;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `GET /v1/generation?id=gen-…`: what a request cost, in OpenRouter's shape: all its attempts
/// together. It answers to `x-nemo-request-id` too, and to the identifier of any attempt. Requests
/// are settled a moment after their answer, so a young one is waited for.
@OpenTo(OpenTo.Audience.KEY_HOLDERS)
@Path("/v1/generation")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class GenerationApi {
  private static final Pattern ID = Pattern.compile("(?:gen-|req_)([0-9a-f]{32})");
  private static final int HEX = 16;
  private static final int TIMESTAMP_SHIFT = 16;
  private static final Duration YOUNG = Duration.ofMinutes(15);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final KeySignIn signIn;
  private final Generations generations;

  GenerationApi(KeySignIn signIn, Generations generations) {
    this.signIn = signIn;
    this.generations = generations;
  }

  @GET
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("id") @Nullable String id)
      throws InterruptedException {
    UUID orgId = signIn.organizationOrThrow(authorization);
    if (id == null || id.isBlank()) {
      throw ApiError.invalidRequest("Name the generation, as in ?id=gen-….")
          .param("id")
          .exception();
    }
    Generation generation =
        callId(id)
            .flatMap(callId -> awaited(orgId, callId))
            .orElseThrow(() ->
                ApiError.notFound(
                        "There is no such generation. A call that is still under way has none yet: ask again once it has ended.")
                    .param("id")
                    .reason("generation_not_found")
                    .exception());
    ObjectNode answer = Json.object();
    answer.set("data", json(generation));
    return Json.write(answer);
  }

  /// Prompts and answers are not stored, so there is nothing to give.
  @GET
  @Path("content")
  public String content(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    signIn.organizationOrThrow(authorization);
    throw ApiError.notFound(
            "Prompts and answers are not stored here, so no generation has content to show.")
        .reason("content_not_stored")
        .exception();
  }

  private Optional<Generation> awaited(UUID orgId, UUID callId) {
    Instant started = Instant.ofEpochMilli(callId.getMostSignificantBits() >>> TIMESTAMP_SHIFT);
    Instant now = Instant.now();
    boolean young = started.isAfter(now.minus(YOUNG)) && started.isBefore(now.plus(YOUNG));
    Instant deadline = young ? now.plus(PATIENCE) : now;
    Optional<Generation> found = generations.find(orgId, callId);
    while (found.isEmpty() && Instant.now().isBefore(deadline)) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
      found = generations.find(orgId, callId);
    }
    return found;
  }

  private static Optional<UUID> callId(String id) {
    var matcher = ID.matcher(id.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigInteger bits = new BigInteger(matcher.group(1), HEX);
    return Optional.of(new UUID(bits.shiftRight(Long.SIZE).longValue(), bits.longValue()));
  }

  private static ObjectNode json(Generation generation) {
    BigDecimal cost = new BigDecimal(generation.cost().plain());
    ObjectNode json = Json.object();
    String hex = generation.id().toString().replace("-", "");
    json.put("id", "gen-" + hex).put("request_id", "req_" + hex);
    json.put("upstream_id", generation.upstreamId());
    json.put("total_cost", cost).put("usage", cost);
    json.put("upstream_inference_cost", generation.ownProvider() ? cost : null);
    json.putNull("cache_discount").put("is_byok", generation.ownProvider());
    json.put("cost_source", generation.costSource());
    json.put(
        "model", generation.model() == null ? generation.requestedModel() : generation.model());
    json.put("provider_name", generation.provider());
    json.put("attempts", generation.attempts());
    json.put("created_at", generation.startedAt().toString());
    json.put("streamed", generation.streamed());
    json.put("cancelled", generation.status().equals("cancelled"));
    json.put("status", generation.status()).put("reason", generation.reason());
    json.put("finish_reason", generation.finishReason());
    json.put("native_finish_reason", generation.finishReason());
    json.put("latency", generation.firstByteMs()).put("generation_time", generation.durationMs());
    json.putNull("moderation_latency");
    putTokens(json, generation);
    json.put("origin", "").putNull("http_referer").putNull("user_agent");
    json.putNull("app_id").putNull("external_user").putNull("router");
    json.put("api_type", generation.operation());
    json.putNull("service_tier").putNull("session_id").putNull("preset_id");
    json.put("data_region", "global").putNull("response_cache_source_id");
    json.put("workspace_id", generation.teamId().toString());
    json.putNull("provider_responses");
    return json;
  }

  private static void putTokens(ObjectNode json, Generation generation) {
    json.put("tokens_prompt", generation.promptTokens());
    json.put("tokens_completion", generation.completionTokens());
    json.put("native_tokens_prompt", generation.promptTokens());
    json.put("native_tokens_completion", generation.completionTokens());
    json.put("native_tokens_reasoning", generation.reasoningTokens());
    json.put("native_tokens_cached", generation.cachedTokens());
    json.putNull("native_tokens_completion_images");
    json.putNull("num_media_prompt").putNull("num_media_completion");
    json.putNull("num_input_audio_prompt").putNull("num_search_results");
  }
}
