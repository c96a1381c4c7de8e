package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.PeopleJson;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Invitations for programs that hold a management key; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MEMBERS)
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
  record Request(String email, @Nullable String role, @Nullable List<TeamRole> teams) {
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
  record TeamRole(String team, String role) {}

  @GET
  public String list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Invitation> found =
        invitations.list(
            current.automationOrThrow(),
            new ListQuery(search, "", "newest", ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), PeopleJson::invitation);
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return ApiAnswer.data(PeopleJson.invitation(invitations.find(actor, invitationId(id))));
  }

  @Needs(Permission.CHANGE_MEMBERS)
  @POST
  public Response invite(byte[] body) {
    Actor actor = current.automationOrThrow();
    return answer(invitations.invite(actor, ApiInput.readOrThrow(body, Request.class).wanted()));
  }

  @Needs(Permission.CHANGE_MEMBERS)
  @POST
  @Path("/{id}/sending")
  public Response resend(@PathParam("id") String id) {
    return answer(invitations.resend(current.automationOrThrow(), invitationId(id)));
  }

  @Needs(Permission.CHANGE_MEMBERS)
  @DELETE
  @Path("/{id}")
  public String revoke(@PathParam("id") String id) {
    invitations.revoke(current.automationOrThrow(), invitationId(id));
    return ApiAnswer.deleted();
  }

  /// A link is a secret, shown this once.
  private static Response answer(Invitations.Invited invited) {
    ObjectNode item = PeopleJson.invitation(invited.invitation());
    item.put("mailed", invited.isMailed());
    item.put("link", invited.link().orElse(null));
    return Response.status(ApiAnswer.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(ApiAnswer.data(item))
        .build();
  }

  private static UUID invitationId(String id) {
    return ApiInput.idOrThrow(id, "invitation");
  }
}
