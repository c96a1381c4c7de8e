package ai.nemorouter.key.app;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/// Gives apps the keys that people allowed, in OpenRouter's shape. It needs no key: the code and
/// its verifier are all there is to show.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Tag(name = "Keys")
@Path("/v1/auth/keys")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class AppKeyApi {
  private final AppCodes codes;
  private final CurrentActor current;

  AppKeyApi(AppCodes codes, CurrentActor current) {
    this.codes = codes;
    this.current = current;
  }

  /// The body of a request for a key.
  ///
  /// @param codeChallengeMethod `S256`, which is meant where nothing is said
  @Schema(name = "CodeExchange")
  record Exchange(
      @Schema(description = "The code that the app was called back with.") String code,
      @Schema(description = "What the app made its code challenge of.") String codeVerifier,
      @Schema(description = "`S256`, which is meant where nothing is said.")
          @Nullable String codeChallengeMethod) {}

  /// The key that a person allowed.
  @Schema(name = "AppKey")
  record AppKey(
      @Schema(description = "The secret, shown this once.") String key,
      @Schema(description = "The id of the person who allowed it.") UUID userId) {}

  @APIResponse(responseCode = "200", description = "Done.")
  @APIResponse(responseCode = "403", ref = "Forbidden")
  @Operation(
      operationId = "exchangeCodeForKey",
      summary = "Exchange the code of a sign-in for an app for a key.")
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @POST
  public AppKey exchange(@RequestBodySchema(Exchange.class) byte[] body) {
    Exchange asked = ApiInput.readOrThrow(body, Exchange.class);
    String method = asked.codeChallengeMethod();
    if (method != null && !method.equals(AppRequest.METHOD)) {
      throw new InvalidInputException(
          "code_challenge_method", "`code_challenge_method` must be \"S256\".");
    }
    AppCodes.Issued issued = codes.redeem(asked.code(), asked.codeVerifier(), current.origin());
    return new AppKey(issued.minted().secret().reveal(), issued.userId());
  }
}
