package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
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
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Members for programs that hold a management key; `docs/management-api.md` lists the fields.
@Needs(Permission.VIEW_MEMBERS)
@Tag(name = "Members")
@Path("/v1/members")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public class MemberApi {
  private final Members members;
  private final MemberRemoval departures;
  private final CurrentActor current;

  MemberApi(Members members, MemberRemoval departures, CurrentActor current) {
    this.members = members;
    this.departures = departures;
    this.current = current;
  }

  @Operation(operationId = "listMembers", summary = "List members by name, 25 on a page.")
  @GET
  public Listed<MemberJson> list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("page") @DefaultValue("1") String page) {
    PageOf<Member> found =
        members.list(
            current.automationOrThrow(),
            new ListQuery(search, "", "", ApiInput.numberOrThrow("page", page, 1)));
    return Listed.of(found, MemberJson::of);
  }

  @Operation(operationId = "getMember", summary = "Get a member.")
  @GET
  @Path("/{id}")
  public Data<MemberJson> find(@PathParam("id") String id) {
    Actor actor = current.automationOrThrow();
    return new Data<>(MemberJson.of(members.find(actor, memberId(id))));
  }

  /// A field that is absent changes nothing.
  @Operation(
      operationId = "updateMember",
      summary = "Change the role of a member, or suspend them.")
  @Needs(Permission.CHANGE_MEMBERS)
  @PATCH
  @Path("/{id}")
  public Data<MemberJson> change(
      @PathParam("id") String id, @RequestBodySchema(MemberChange.class) byte[] body) {
    Actor actor = current.automationOrThrow();
    UUID userId = memberId(id);
    MemberChange change = ApiInput.readOrThrow(body, MemberChange.class);
    Boolean suspended = change.suspendedOrThrow();
    members.change(actor, userId, change.roleOrThrow(), suspended);
    return new Data<>(MemberJson.of(members.findForChange(actor, userId)));
  }

  /// What becomes of keys is said in the address, because not every program can send a body here.
  @Operation(operationId = "removeMember", summary = "Remove a member from the organization.")
  @Needs(Permission.CHANGE_MEMBERS)
  @DELETE
  @Path("/{id}")
  public Deleted remove(
      @PathParam("id") String id,
      @Parameter(
              description =
                  "What becomes of the keys that the person owns; needed where there are some that were not revoked. `service` lets them go on without an owner.",
              schema = @Schema(enumeration = {"revoke", "service", "hand_over"}))
          @QueryParam("keys")
          @DefaultValue("")
          String keys,
      @Parameter(description = "The id of the member who takes the keys over.")
          @QueryParam("to")
          @DefaultValue("")
          String to) {
    Actor actor = current.automationOrThrow();
    UUID userId = memberId(id);
    int owned = departures.preview(actor, userId).keys().size();
    departures.remove(actor, userId, new KeysChoice(keys, to).parse(owned));
    return Deleted.DONE;
  }

  private static UUID memberId(String id) {
    return ApiInput.idOrThrow(id, "member");
  }
}
