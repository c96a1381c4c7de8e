package ai.nemorouter.credit.topup;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Automatic top-up for programs. A person saves the payment method, in the console.
@Needs(Permission.VIEW_CREDIT)
@Tag(name = "Credit")
@Path("/v1/credits/top-up")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class TopUpApi {
  private final TopUps topUps;
  private final CurrentActor current;

  TopUpApi(TopUps topUps, CurrentActor current) {
    this.topUps = topUps;
    this.current = current;
  }

  @Operation(operationId = "getTopUp", summary = "Get the automatic top-up.")
  @GET
  public Data<TopUpJson> find() {
    return new Data<>(TopUpJson.of(topUps.find(current.automationOrThrow())));
  }

  /// What the body leaves out stays.
  @Operation(
      operationId = "updateTopUp",
      summary = "Change the automatic top-up; what is left out stays.")
  @Needs(Permission.BUY_CREDIT)
  @PATCH
  public Data<TopUpJson> set(@RequestBodySchema(TopUpRequest.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    TopUpRequest request = ApiInput.readOrThrow(body, TopUpRequest.class);
    TopUpForm form = request.over(topUps.find(actor).terms());
    return new Data<>(TopUpJson.of(topUps.set(actor, form.parse())));
  }
}
