package ai.nemorouter.key.app;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// Gives apps the keys that people allowed, in OpenRouter's shape. It needs no key: the code and
/// its verifier are all there is to show.
@OpenTo(OpenTo.Audience.EVERYBODY)
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
  record Exchange(String code, String codeVerifier, @Nullable String codeChallengeMethod) {}

  @POST
  public Response exchange(byte[] body) {
    Exchange asked = ApiInput.readOrThrow(body, Exchange.class);
    String method = asked.codeChallengeMethod();
    if (method != null && !method.equals(AppRequest.METHOD)) {
      throw new InvalidInputException(
          "code_challenge_method", "`code_challenge_method` must be \"S256\".");
    }
    AppCodes.Issued issued = codes.redeem(asked.code(), asked.codeVerifier(), current.origin());
    return Response.ok(
            Json.write(
                Json.object()
                    .put("key", issued.minted().secret().reveal())
                    .put("user_id", issued.userId().toString())))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
