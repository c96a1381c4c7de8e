package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.json.Data;
import ai.nemorouter.platform.json.Deleted;
import ai.nemorouter.platform.json.Listed;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// Invitations for programs that hold a management key; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MEMBERS)
@Tag(name = "Invitations")
@Path("/v1/invitations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class InvitationApi {

  private final Invitations invitations;
  private final CurrentActor current;

  InvitationApi(Invitations invitations, CurrentActor current) {
    this.invitations = invitations;
    this.current = current;
  }

  /// @param role a role's slug; null for the role of a member
  /// @param teams null for none
  @Schema(name = "InvitationRequest")
  record Request(
      String email,
      @Schema(description = "The slug of a role; `member` where nothing is said.")
          @Nullable String role,
      @Nullable List<TeamRole> teams) {
    Invitations.Wanted wanted() {
      Map<UUID, String> roles = new LinkedHashMap<>();
      if (teams != null) {
        teams.forEach(team -> roles.put(ApiInput.idOrThrow(team.team(), "team"), team.role()));
      }
      return new Invitations.Wanted(email, role == null ? Role.MEMBER.slug() : role, roles);
    }
  }

  /// @param team a team's id
  /// @param role a role's slug
  @Schema(name = "InvitationTeamRequest")
  record TeamRole(
      @Schema(description = "The id of a team.") String team,
      @Schema(description = "The slug of a role.") String role) {}

  @Operation(
      operationId = "listInvitations",
      summary = "List invitations, the newest first, 25 on a page.")
  @GET
  public Listed<InvitationJson> list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Invitation> found =
        invitations.list(
            current.automationOrThrow(),
            new ListQuery(search, "", "newest", ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, InvitationJson::of);
  }

  @Operation(operationId = "getInvitation", summary = "Get an invitation.")
  @GET
  @Path("/{id}")
  public Data<InvitationJson> find(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return new Data<>(InvitationJson.of(invitations.find(actor, invitationId(id))));
  }

  @Operation(operationId = "createInvitation", summary = "Invite a person.")
  @ResponseStatus(StatusCode.CREATED)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @Needs(Permission.CHANGE_MEMBERS)
  @POST
  public Data<InvitationJson.Sent> invite(@RequestBodySchema(Request.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    return answer(invitations.invite(actor, ApiInput.readOrThrow(body, Request.class).wanted()));
  }

  @Operation(
      operationId = "resendInvitation",
      summary = "Send an invitation again with a new link.")
  @ResponseStatus(StatusCode.CREATED)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @Needs(Permission.CHANGE_MEMBERS)
  @POST
  @Path("/{id}/sending")
  public Data<InvitationJson.Sent> resend(@PathParam("id") String id) {
    return answer(invitations.resend(current.automationOrThrow(), invitationId(id)));
  }

  @Operation(operationId = "revokeInvitation", summary = "Revoke an invitation.")
  @Needs(Permission.CHANGE_MEMBERS)
  @DELETE
  @Path("/{id}")
  public Deleted revoke(@PathParam("id") String id) {
    invitations.revoke(current.automationOrThrow(), invitationId(id));
    return Deleted.DONE;
  }

  /// A link is a secret, shown this once.
  private static Data<InvitationJson.Sent> answer(Invitations.Invited invited) {
    return new Data<>(InvitationJson.Sent.of(invited));
  }

  private static UUID invitationId(String id) {
    return ApiInput.idOrThrow(id, "invitation");
  }
}
