package ai.nemorouter.organization;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All organizations, for programs that run the installation: making and suspending them, and
/// keeping one that is about to be deleted.
@OpenTo(OpenTo.Audience.OPERATORS)
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
  record Creation(String name, @Nullable String owner) {}

  /// @param reason what its people read on every page
  record Suspension(String reason) {}

  /// @param search part of a name, an address or an e-mail address, or an id
  /// @param state `suspended` or `deleting`; empty for all
  /// @param sort `name`, `members`, `credit` or `newest`, with a minus for the other way round
  /// @param page counted from 1, of 25 each
  @GET
  public String list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("state") @DefaultValue("") String state,
      @QueryParam("sort") @DefaultValue("") String sort,
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
    return ApiAnswer.list(
        found.items(),
        found.found(),
        overview ->
            json(overview.organization())
                .put("created_at", overview.createdAt().toString())
                .put("members", overview.members())
                .put("credit_left", new BigDecimal(overview.credit().plain()))
                .put("spend_this_month", new BigDecimal(overview.spend().plain())));
  }

  /// Without teams and credit. An owner without an account is invited.
  @POST
  public Response create(byte[] body) {
    Operator operator = current.operatorOrThrow();
    Creation wanted = ApiInput.readOrThrow(body, Creation.class);
    OperatorOrganizations.Made made =
        organizations.create(
            operator,
            new NewOrganization(wanted.name(), wanted.owner() == null ? "" : wanted.owner()));
    ObjectNode json = json(organizations.find(operator, made.id()));
    json.put("first_owner", made.owner().name().toLowerCase(Locale.ROOT));
    return Response.status(ApiAnswer.CREATED).entity(ApiAnswer.data(json)).build();
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    return answer(id(id));
  }

  /// From when this is answered, no call starts with any of its keys, on any node.
  @POST
  @Path("/{id}/suspension")
  public String suspend(@PathParam("id") String id, byte[] body) {
    String reason = ApiInput.readOrThrow(body, Suspension.class).reason();
    Operator operator = current.operatorOrThrow();
    organizations.find(operator, id(id));
    suspensions.suspend(operator, id(id), new SuspensionForm(reason));
    return answer(id(id));
  }

  /// Ends the operators' suspension; that of its owners stays.
  @DELETE
  @Path("/{id}/suspension")
  public String resume(@PathParam("id") String id) {
    Operator operator = current.operatorOrThrow();
    organizations.find(operator, id(id));
    suspensions.resume(operator, id(id));
    return answer(id(id));
  }

  /// Keeps one that is about to be deleted.
  @DELETE
  @Path("/{id}/deletion")
  public String keep(@PathParam("id") String id) {
    Operator operator = current.operatorOrThrow();
    organizations.find(operator, id(id));
    deletions.undo(operator, id(id));
    return answer(id(id));
  }

  private String answer(UUID id) {
    return ApiAnswer.data(json(organizations.find(current.operatorOrThrow(), id)));
  }

  private static ObjectNode json(Organization organization) {
    return Json.object()
        .put("id", organization.id().toString())
        .put("slug", organization.slug())
        .put("name", organization.name())
        .put("timezone", organization.timezone())
        .put("suspended_by_owners_at", text(organization.ownersSuspendedAt()))
        .put("suspended_by_operators_at", text(organization.operatorsSuspendedAt()))
        .put("suspension_reason", organization.operatorsReason())
        .put("deletion_due_at", text(organization.deletionDueAt()));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static UUID id(String text) {
    return ApiInput.idOrThrow(text, "organization");
  }
}
