package ai.nemorouter.console;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyList;
import ai.nemorouter.key.KeyOwners;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MemberOverview;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.platform.Address;
import ai.nemorouter.platform.PageOf;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The organization's members, and one of them with limits and keys. It stands here because it
/// shows what three features know of them.
@Needs(Permission.VIEW_MEMBERS)
@Path("/o/{slug}/members")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class MembersPages {
  private final KeyOwners owners;
  private final Keys keys;
  private final Limits limits;
  private final CurrentActor current;

  MembersPages(KeyOwners owners, Keys keys, Limits limits, CurrentActor current) {
    this.owners = owners;
    this.keys = keys;
    this.limits = limits;
    this.current = current;
  }

  @CheckedTemplate(basePath = "console")
  static class Templates {
    private Templates() {}

    static native TemplateInstance members(
        PageOf<MemberOverview> members, KeyOwners.Filter filter, Address address);

    static native TemplateInstance member(
        MemberOverview member, NamedScope scope, KeyList keys, Instant now);
  }

  @GET
  public TemplateInstance list(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    KeyOwners.Filter filter = new KeyOwners.Filter(search, order(sort), page);
    Address address = new Address(Map.of("search", filter.search(), "sort", sort));
    return Templates.members(owners.list(current.personOrThrow(), filter), filter, address);
  }

  @GET
  @Path("{id}")
  public TemplateInstance member(@PathParam("id") UUID id) {
    Actor actor = current.personOrThrow();
    KeyFilter theirs =
        new KeyFilter(
            "", null, id, Set.of(), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, PageOf.SIZE));
    return Templates.member(
        owners.find(actor, id),
        limits.scope(actor, Scope.member(id)),
        keys.list(actor, theirs),
        Instant.now());
  }

  private static KeyOwners.Sort order(String word) {
    return switch (word) {
      case "keys" -> KeyOwners.Sort.KEYS;
      case "spend" -> KeyOwners.Sort.SPEND;
      default -> KeyOwners.Sort.NAME;
    };
  }
}
