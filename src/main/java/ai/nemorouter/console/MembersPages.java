package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MemberOverview;
import ai.nemorouter.key.MemberOverviews;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.Members;
import ai.nemorouter.platform.Address;
import ai.nemorouter.platform.PageOf;
import ai.nemorouter.platform.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The organization's members, and one of them with limits and keys. It stands here because it
/// shows what three features know of them.
@Needs(Permission.VIEW_MEMBERS)
@Path("/o/{slug}/members")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class MembersPages {
  private static final KeyList NO_KEYS = new KeyList(List.of(), 0);

  private final Members members;
  private final MemberOverviews overviews;
  private final Keys keys;
  private final Limits limits;
  private final CurrentActor current;
  private final CurrentOrganization organization;

  MembersPages(
      Members members,
      MemberOverviews overviews,
      Keys keys,
      Limits limits,
      CurrentActor current,
      CurrentOrganization organization) {
    this.members = members;
    this.overviews = overviews;
    this.keys = keys;
    this.limits = limits;
    this.current = current;
    this.organization = organization;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance members(
        PageOf<MemberOverview> members,
        List<Role> roles,
        MemberOverviews.Filter filter,
        Address address);

    static native TemplateInstance member(
        MemberOverview overview,
        Members.Options options,
        @Nullable NamedScope scope,
        KeyList keys,
        Instant now);
  }

  /// Somebody invited is no member yet: they have a list of their own.
  @GET
  public Response list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("role") @DefaultValue("") String role,
      @QueryParam("state") @DefaultValue("") String state,
      @QueryParam("source") @DefaultValue("") String source,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page,
      @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    if (state.equals("invited")) {
      String query = new Address(Map.of("search", search, "state", "open")).query();
      return Redirect.to(headers, organization.getOrThrow().path("invitations" + query));
    }
    MemberOverviews.Filter filter =
        new MemberOverviews.Filter(search, role, state, source, order(sort), page);
    Address address =
        new Address(
            Map.of(
                "search", filter.search(),
                "role", filter.role(),
                "state", filter.state(),
                "source", filter.source(),
                "sort", sort));
    PageOf<MemberOverview> found = overviews.list(actor, filter);
    return Response.ok(Templates.members(found, members.roles(actor), filter, address)).build();
  }

  @Needs({})
  @GET
  @Path("{id}")
  public TemplateInstance member(@PathParam("id") UUID id) {
    Actor actor = current.personOrThrow();
    MemberOverview overview = overviews.find(actor, id);
    return Templates.member(
        overview,
        members.options(actor, id),
        actor.may(Permission.VIEW_LIMITS) ? limits.scope(actor, Scope.member(id)) : null,
        actor.mayAnywhere(Permission.VIEW_KEYS) ? keys.list(actor, ownedBy(id)) : NO_KEYS,
        Instant.now());
  }

  private static KeyFilter ownedBy(UUID id) {
    return new KeyFilter(
        "", null, id, Set.of(), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, PageOf.SIZE));
  }

  private static MemberOverviews.Sort order(String word) {
    return switch (word) {
      case "keys" -> MemberOverviews.Sort.KEYS;
      case "spend" -> MemberOverviews.Sort.SPEND;
      case "newest" -> MemberOverviews.Sort.NEWEST;
      default -> MemberOverviews.Sort.NAME;
    };
  }
}
