package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.organization.PeopleJson;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiAnswer;
import ai.nemorouter.platform.json.ApiInput;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;

/// Members for programs that hold a management key; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MEMBERS)
@Path("/v1/members")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class MemberApi {
  private static final String SUSPENDED = "suspended";
  private static final String ROLE = "role";

  private final Members members;
  private final MemberRemoval departures;
  private final CurrentActor current;

  MemberApi(Members members, MemberRemoval departures, CurrentActor current) {
    this.members = members;
    this.departures = departures;
    this.current = current;
  }

  @GET
  public String list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Member> found =
        members.list(
            current.automationOrThrow(),
            new ListQuery(search, "", "", ApiInput.numberOrThrow("page", page, 1)));
    return ApiAnswer.list(found.items(), found.found(), PeopleJson::member);
  }

  @GET
  @Path("/{id}")
  public String find(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return ApiAnswer.data(PeopleJson.member(members.find(actor, memberId(id))));
  }

  /// A field that is absent changes nothing.
  @Needs(Permission.CHANGE_MEMBERS)
  @PATCH
  @Path("/{id}")
  public String change(@PathParam("id") String id, byte[] body) {
    Actor actor = current.automationOrThrow();
    UUID userId = memberId(id);
    ObjectNode request = ApiInput.bodyOrThrow(body);
    if (request.has(SUSPENDED) && !request.path(SUSPENDED).isBoolean()) {
      throw new InvalidInputException(SUSPENDED, "`suspended` must be true or false.");
    }
    members.change(
        actor,
        userId,
        request.has(ROLE) ? ApiInput.textOrThrow(request, ROLE) : null,
        request.has(SUSPENDED) ? request.path(SUSPENDED).booleanValue() : null);
    return ApiAnswer.data(PeopleJson.member(members.findForChange(actor, userId)));
  }

  /// What becomes of keys is said in the address, because not every program can send a body here.
  @Needs(Permission.CHANGE_MEMBERS)
  @DELETE
  @Path("/{id}")
  public String remove(
      @PathParam("id") String id,
      @QueryParam("keys") @DefaultValue("") String keys,
      @QueryParam("to") @DefaultValue("") String to) {
    Actor actor = current.automationOrThrow();
    UUID userId = memberId(id);
    int owned = departures.preview(actor, userId).keys().size();
    departures.remove(actor, userId, new KeysChoice(keys, to).parse(owned));
    return ApiAnswer.deleted();
  }

  private static UUID memberId(String id) {
    return ApiInput.idOrThrow(id, "member");
  }
}
