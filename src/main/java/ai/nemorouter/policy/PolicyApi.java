package ai.nemorouter.policy;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.Data;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// What applies to the key that asks.
@SecurityRequirement(name = "request_key")
@OpenTo(OpenTo.Audience.KEY_HOLDERS)
@Tag(name = "Keys")
@Path("/v1/key/policy")
@Produces(MediaType.APPLICATION_JSON)
public class PolicyApi {
  private final Policies policies;
  private final KeySignIn signIn;

  PolicyApi(Policies policies, KeySignIn signIn) {
    this.policies = policies;
    this.signIn = signIn;
  }

  @Operation(
      operationId = "getOwnKeyPolicy",
      summary = "Get all that applies to the key that asks.")
  @GET
  public Data<PolicyJson> policy(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
    if (signIn.automation(authorization).isPresent()) {
      throw ApiError.permission(
              "A management key makes no requests, so no limits apply to it. Ask with the key that makes them.")
          .reason("request_key_required")
          .exception();
    }
    return policies
        .self(signIn.keyOrThrowFrom(authorization))
        .map(PolicyJson::of)
        .map(Data::new)
        .orElseThrow(() -> new NotFoundException("key"));
  }
}
