package ai.nemorouter.gateway.account;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.usage.activity.Generation;
import ai.nemorouter.usage.activity.Generations;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// `GET /v1/generation?id=gen-…`: what a request cost, in OpenRouter's shape: all its attempts
/// together. It answers to `x-nemo-request-id` too, and to the identifier of any attempt. Requests
/// are settled a moment after their answer, so a young one is waited for.
@OpenTo(OpenTo.Audience.KEY_HOLDERS)
@Tag(name = "Usage")
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

  @APIResponse(responseCode = "200", description = "Done.")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @Operation(
      operationId = "getGeneration",
      summary = "Get what a request cost, once it is settled.")
  @GET
  public Data<GenerationJson> find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @Parameter(
              description =
                  "As in `gen-…`, the `x-nemo-request-id` of an answer, or the id of an attempt.",
              required = true)
          @QueryParam("id")
          @Nullable String id)
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
    return new Data<>(GenerationJson.of(generation));
  }

  /// Prompts and answers are not stored, so there is nothing to give.
  @APIResponse(responseCode = "404", ref = "NotFound")
  @Operation(
      operationId = "getGenerationContent",
      summary = "Always 404: prompts and answers are not stored.")
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
}
