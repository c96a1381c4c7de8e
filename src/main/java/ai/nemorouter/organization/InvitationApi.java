package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Invitations for programs that hold a management key; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MEMBERS)
@Path("/v1/invitations")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class InvitationApi {
  private static final int CREATED = 201;

  private final Invitations invitations;
  private final AutomationSignIn signIn;

  InvitationApi(Invitations invitations, AutomationSignIn signIn) {
    this.invitations = invitations;
    this.signIn = signIn;
  }

  @GET
  public String list(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") int page) {
    PageOf<Invitation> found =
        invitations.list(
            signIn.automationOrThrow(authorization),
            new Invitations.Filter(search, null, Invitations.Sort.NEWEST, page));
    return PeopleJson.list(found.items(), found.found(), PeopleJson::invitation);
  }

  @GET
  @Path("/{id}")
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Actor actor = signIn.automationOrThrow(authorization);
    return PeopleJson.data(PeopleJson.invitation(invitations.find(actor, invitationId(id))));
  }

  @Needs(Permission.CHANGE_MEMBERS)
  @POST
  public Response invite(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    ObjectNode request = Json.parseObject(body);
    String role =
        request.has("role") ? PeopleJson.textOrThrow(request, "role") : Role.MEMBER.slug();
    return answer(
        invitations.invite(
            actor,
            new Invitations.Wanted(
                PeopleJson.textOrThrow(request, "email"), role, teams(request))));
  }

  @Needs(Permission.CHANGE_MEMBERS)
  @POST
  @Path("/{id}/sending")
  public Response resend(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    return answer(invitations.resend(signIn.automationOrThrow(authorization), invitationId(id)));
  }

  @Needs(Permission.CHANGE_MEMBERS)
  @DELETE
  @Path("/{id}")
  public String revoke(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    invitations.revoke(signIn.automationOrThrow(authorization), invitationId(id));
    return Json.write(Json.object().put("deleted", true));
  }

  private static Map<UUID, String> teams(ObjectNode request) {
    Map<UUID, String> teams = new LinkedHashMap<>();
    JsonNode listed = request.path("teams");
    if (!listed.isMissingNode() && !listed.isArray()) {
      throw new InvalidInputException("teams", "`teams` must be a list.");
    }
    listed.forEach(team ->
        teams.put(
            PeopleJson.idOrThrow(PeopleJson.textOrThrow(team, "team"), "team"),
            PeopleJson.textOrThrow(team, "role")));
    return teams;
  }

  /// A link is a secret, shown this once.
  private static Response answer(Invitations.Invited invited) {
    ObjectNode item = PeopleJson.invitation(invited.invitation());
    item.put("mailed", invited.isMailed());
    item.put("link", invited.link().orElse(null));
    return Response.status(CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(PeopleJson.data(item))
        .build();
  }

  private static UUID invitationId(String id) {
    return PeopleJson.idOrThrow(id, "invitation");
  }
}
