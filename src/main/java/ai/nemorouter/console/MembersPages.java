package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.overview.MemberOverview;
import ai.nemorouter.key.overview.MemberOverviews;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.CurrentOrganization;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.list.SortWord;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  /// What the list is narrowed to, as in its address.
  public record Query(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("role") @DefaultValue("") String role,
      @QueryParam("state") @DefaultValue("") String state,
      @QueryParam("source") @DefaultValue("") String source,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    MemberOverviews.Filter filter() {
      return new MemberOverviews.Filter(
          search, role, state, source, order(), SortWord.isReversed(sort), page);
    }

    Address address() {
      return new Address(
          Map.of(
              "search", search.strip(),
              "role", role,
              "state", state,
              "source", source,
              "sort", sort));
    }

    /// A word that a person mangled in the address sorts by name.
    private MemberOverviews.Sort order() {
      return Arrays.stream(MemberOverviews.Sort.values())
          .filter(one -> one.name().equals(SortWord.column(sort).toUpperCase(Locale.ROOT)))
          .findFirst()
          .orElse(MemberOverviews.Sort.NAME);
    }
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
        MemberOverview overview, Members.Options options, @Nullable NamedScope scope, KeyList keys);
  }

  /// Somebody invited is no member yet: they have a list of their own.
  @GET
  public Response list(@BeanParam Query query, @Context HttpHeaders headers) {
    Actor actor = current.personOrThrow();
    if (query.state().equals("invited")) {
      String open = new Address(Map.of("search", query.search(), "show", "open")).query();
      return Redirect.to(headers, organization.getOrThrow().path("invitations" + open));
    }
    PageOf<MemberOverview> found = overviews.list(actor, query.filter());
    return Response.ok(
            Templates.members(found, members.roles(actor), query.filter(), query.address()))
        .build();
  }

  /// The same list on all its pages, as a file for spreadsheets.
  @GET
  @Path("list.csv")
  @Produces(MediaType.WILDCARD)
  public Response file(@BeanParam Query query) {
    return ListFiles.members(overviews.all(current.personOrThrow(), query.filter()));
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
        actor.mayAnywhere(Permission.VIEW_KEYS) ? keys.list(actor, ownedBy(id)) : NO_KEYS);
  }

  private static KeyFilter ownedBy(UUID id) {
    return new KeyFilter(
        "", null, id, Set.of(), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, PageOf.SIZE));
  }
}
