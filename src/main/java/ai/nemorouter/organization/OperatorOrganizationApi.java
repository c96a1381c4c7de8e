package ai.nemorouter.organization;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// All organizations, for programs that run the installation: making and suspending them, and
/// keeping one that is about to be deleted.
@OpenTo(OpenTo.Audience.OPERATORS)
@Tag(name = "Organizations")
@Path("/v1/operator/organizations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class OperatorOrganizationApi {
  private static final Set<String> SHOWN =
      Set.of(
          "",
          OperatorOrganizations.ACTIVE,
          OperatorOrganizations.SUSPENDED,
          OperatorOrganizations.DELETING);

  private final OperatorOrganizations organizations;
  private final Suspensions suspensions;
  private final Deletions deletions;
  private final CurrentActor current;

  OperatorOrganizationApi(
      OperatorOrganizations organizations,
      Suspensions suspensions,
      Deletions deletions,
      CurrentActor current) {
    this.organizations = organizations;
    this.suspensions = suspensions;
    this.deletions = deletions;
    this.current = current;
  }

  /// @param owner the e-mail address of its first owner; null for none yet
  @Schema(name = "OrganizationRequest")
  record Creation(
      String name,
      @Schema(description = "The e-mail address of its first owner; null for none yet.")
          @Nullable String owner) {}

  /// @param reason what its people read on every page
  @Schema(name = "OrganizationSuspension")
  record Suspension(@Schema(description = "What its people read on every page.") String reason) {}

  /// @param search part of a name, an address or an e-mail address, or an id
  /// @param state `suspended` or `deleting`; empty for all
  /// @param sort `name`, `members`, `credit` or `newest`, with a minus for the other way round
  /// @param page counted from 1, of 25 each
  @Operation(operationId = "listOrganizations", summary = "List organizations, 25 on a page.")
  @GET
  public Listed<OrganizationJson.Overview> list(
      @Parameter(description = "A part of a name, an address or an e-mail address, or an id.")
          @QueryParam("search")
          @DefaultValue("")
          String search,
      @Parameter(
              description = "Only those in this state.",
              schema = @Schema(enumeration = {"suspended", "deleting"}))
          @QueryParam("state")
          @DefaultValue("")
          String state,
      @Parameter(
              description =
                  "`name`, `members`, `credit` or `newest`; with a minus in front the other way round.")
          @QueryParam("sort")
          @DefaultValue("")
          String sort,
      @QueryParam("page") @DefaultValue("1") String page) {
    if (!SHOWN.contains(state)) {
      throw new InvalidInputException(
          "state", "`state` must be \"active\", \"suspended\" or \"deleting\".");
    }
    PageOf<OrganizationOverview> found =
        organizations.list(
            current.operatorOrThrow(),
            new ListQuery(search, state, sort, ApiInput.numberOrThrow("page", page, 1))
                .knowing(
                    OperatorOrganizations.Sort.class,
                    OperatorOrganizations.ACTIVE,
                    OperatorOrganizations.SUSPENDED,
                    OperatorOrganizations.DELETING));
    return Listed.of(found, OrganizationJson.Overview::of);
  }

  /// Without teams and credit. An owner without an account is invited.
  @Operation(
      operationId = "createOrganization",
      summary = "Create an organization without teams and credit.")
  @ResponseStatus(StatusCode.CREATED)
  @POST
  public Data<OrganizationJson.Created> create(@RequestBodySchema(Creation.class) byte[] body) {
    Operator operator = current.operatorOrThrow();
    Creation wanted = ApiInput.readOrThrow(body, Creation.class);
    OperatorOrganizations.Made made =
        organizations.create(
            operator,
            new NewOrganization(wanted.name(), wanted.owner() == null ? "" : wanted.owner()));
    return new Data<>(
        OrganizationJson.Created.of(organizations.find(operator, made.id()), made.owner()));
  }

  @Operation(operationId = "getOrganization", summary = "Get an organization.")
  @GET
  @Path("/{id}")
  public Data<OrganizationJson> find(@PathParam("id") String id) {
    return answer(id(id));
  }

  /// From when this is answered, no call starts with any of its keys, on any node.
  @Operation(
      operationId = "suspendOrganization",
      summary = "Suspend an organization; no request starts with its keys any more.")
  @POST
  @Path("/{id}/suspension")
  public Data<OrganizationJson> suspend(
      @PathParam("id") String id, @RequestBodySchema(Suspension.class) byte[] body) {
    String reason = ApiInput.readOrThrow(body, Suspension.class).reason();
    Operator operator = current.operatorOrThrow();
    organizations.find(operator, id(id));
    suspensions.suspend(operator, id(id), new SuspensionForm(reason));
    return answer(id(id));
  }

  /// Ends the operators' suspension; that of its owners stays.
  @Operation(
      operationId = "resumeOrganization",
      summary = "End the suspension of an organization by operators.")
  @DELETE
  @Path("/{id}/suspension")
  public Data<OrganizationJson> resume(@PathParam("id") String id) {
    Operator operator = current.operatorOrThrow();
    organizations.find(operator, id(id));
    suspensions.resume(operator, id(id));
    return answer(id(id));
  }

  /// Keeps one that is about to be deleted.
  @Operation(
      operationId = "keepOrganization",
      summary = "Keep an organization that is about to be deleted.")
  @DELETE
  @Path("/{id}/deletion")
  public Data<OrganizationJson> keep(@PathParam("id") String id) {
    Operator operator = current.operatorOrThrow();
    organizations.find(operator, id(id));
    deletions.undo(operator, id(id));
    return answer(id(id));
  }

  private Data<OrganizationJson> answer(UUID id) {
    return new Data<>(OrganizationJson.of(organizations.find(current.operatorOrThrow(), id)));
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "organization");
  }
}
