package ai.nemorouter.migration.staging;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.migration.BoundedBody;
import ai.nemorouter.platform.json.ApiInput;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Sample calls for programs, made with the key that asks. Without `"confirm": true` only what they
/// can cost is told.
@SecurityRequirement(name = "request_key")
@OpenTo(OpenTo.Audience.KEY_HOLDERS)
@Tag(name = "Migration")
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

  @Operation(
      operationId = "runStaging",
      summary = "Try models with the key that asks, or say what that can cost.")
  @POST
  public StagingJson run(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @RequestBodySchema(StagingRequest.class) InputStream body) {
    KeyIdentity key = signIn.keyOrThrowFrom(authorization);
    StagingRequest asked =
        ApiInput.readOrThrow(BoundedBody.read(body, BODY_BYTES_MAX), StagingRequest.class);
    StagingPlan plan = runs.plan(key.orgId(), asked.names());
    if (!asked.isConfirmed() || authorization == null) {
      return StagingJson.of(plan);
    }
    String secret = authorization.substring(SCHEME_LENGTH).strip();
    StagingRun run = runs.await(key.keyId(), secret, plan);
    return StagingJson.of(plan, run);
  }
}
