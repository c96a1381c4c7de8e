package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Members for programs that hold a management key; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MEMBERS)
@Path("/v1/members")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class MemberApi {
  private static final String SUSPENDED = "suspended";
  private static final String ROLE = "role";

  private final Members members;
  private final Departures departures;
  private final AutomationSignIn signIn;

  MemberApi(Members members, Departures departures, AutomationSignIn signIn) {
    this.members = members;
    this.departures = departures;
    this.signIn = signIn;
  }

  @GET
  public String list(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") int page) {
    PageOf<Member> found = members.list(signIn.automationOrThrow(authorization), search, page);
    return PeopleJson.list(found.items(), found.found(), PeopleJson::member);
  }

  @GET
  @Path("/{id}")
  public String find(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id) {
    Actor actor = signIn.automationOrThrow(authorization);
    return PeopleJson.data(PeopleJson.member(members.find(actor, memberId(id))));
  }

  /// A field that is absent changes nothing.
  @Needs(Permission.CHANGE_MEMBERS)
  @PATCH
  @Path("/{id}")
  public String change(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      byte[] body) {
    Actor actor = signIn.automationOrThrow(authorization);
    UUID userId = memberId(id);
    ObjectNode request = Json.parseObject(body);
    if (request.has(SUSPENDED) && !request.path(SUSPENDED).isBoolean()) {
      throw new InvalidInputException(SUSPENDED, "`suspended` must be true or false.");
    }
    if (request.has(ROLE)) {
      members.changeRole(actor, userId, PeopleJson.textOrThrow(request, ROLE));
    }
    if (request.path(SUSPENDED).isBoolean()) {
      stand(actor, userId, request.path(SUSPENDED).booleanValue());
    }
    return PeopleJson.data(PeopleJson.member(members.findForChange(actor, userId)));
  }

  /// What becomes of keys is said in the address, because not every program can send a body here.
  @Needs(Permission.CHANGE_MEMBERS)
  @DELETE
  @Path("/{id}")
  public String remove(
      @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
      @PathParam("id") String id,
      @QueryParam("keys") @DefaultValue("") String keys,
      @QueryParam("to") @DefaultValue("") String to) {
    Actor actor = signIn.automationOrThrow(authorization);
    UUID userId = memberId(id);
    int owned = departures.preview(actor, userId).keys().size();
    departures.remove(actor, userId, new KeysChoice(keys, to).parse(owned));
    return Json.write(Json.object().put("deleted", true));
  }

  private void stand(Actor actor, UUID userId, boolean suspended) {
    if (suspended) {
      members.suspend(actor, userId);
    } else {
      members.unsuspend(actor, userId);
    }
  }

  private static UUID memberId(String id) {
    return PeopleJson.idOrThrow(id, "member");
  }
}
