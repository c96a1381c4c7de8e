package ai.nemorouter.guardrail;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// The rules of the installation, which apply to every organization, for programs that run it.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/v1/operator/guardrails")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class OperatorGuardrailApi {
  private final RuleCalls calls;
  private final CurrentActor current;

  OperatorGuardrailApi(RuleCalls calls, CurrentActor current) {
    this.calls = calls;
    this.current = current;
  }

  @GET
  public String list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("show") @DefaultValue("") String show,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") String page) {
    return calls.list(keeper(), null, null, search, show, sort, page);
  }

  @POST
  public Response create(byte[] body) {
    JsonNode scope = ApiInput.bodyOrThrow(body).path("scope");
    if (!scope.isMissingNode() && !scope.isNull()) {
      throw new InvalidInputException(
          "scope", "Leave out `scope`: these rules apply to every organization.");
    }
    return calls.create(keeper(), body);
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    return calls.find(keeper(), id);
  }

  /// Makes a new version; what is absent stays.
  @PATCH
  @Path("/{id}")
  public String change(@PathParam("id") String id, byte[] body) {
    return calls.change(keeper(), id, body);
  }

  @DELETE
  @Path("/{id}")
  public String delete(
      @PathParam("id") String id, @QueryParam("reason") @DefaultValue("") String reason) {
    return calls.delete(keeper(), id, reason);
  }

  private RuleKeeper keeper() {
    return new RuleKeeper.Installation(current.operatorOrThrow());
  }
}
