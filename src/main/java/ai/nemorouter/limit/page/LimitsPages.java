package ai.nemorouter.limit.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.defaults.LimitDefault;
import ai.nemorouter.limit.defaults.LimitDefaults;
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
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The organization's own limits, the defaults of new keys and members, and all limits wherever
/// they are, closest to their cap first; within one's teams only the last, of those teams.
@Needs(Permission.VIEW_LIMITS)
@Path("/o/{slug}/limits")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class LimitsPages {
  private final Limits limits;
  private final TightLimits everywhere;
  private final LimitDefaults defaults;
  private final CurrentActor current;

  LimitsPages(Limits limits, TightLimits everywhere, LimitDefaults defaults, CurrentActor current) {
    this.limits = limits;
    this.everywhere = everywhere;
    this.defaults = defaults;
    this.current = current;
  }

  /// What the list is narrowed to, as in its address.
  public record Query(
      @QueryParam("search") @DefaultValue("") String search,
      @QueryParam("scope") @DefaultValue("") String scope,
      @QueryParam("unit") @DefaultValue("") String unit,
      @QueryParam("sort") @DefaultValue("") String sort,
      @QueryParam("page") @DefaultValue("1") int page) {
    TightLimits.Filter filter() {
      return new TightLimits.Filter(
          search, kind(), Unit.of(unit).orElse(null), order(), SortWord.isReversed(sort), page);
    }

    Address address() {
      return new Address(Map.of("search", search, "scope", scope, "unit", unit, "sort", sort));
    }

    public List<Scope.Kind> kinds() {
      return List.of(Scope.Kind.values());
    }

    public List<Unit> units() {
      return List.of(Unit.values());
    }

    /// A word that a person mangled in the address filters nothing.
    private Scope.@Nullable Kind kind() {
      return Arrays.stream(Scope.Kind.values())
          .filter(kind -> kind.column().equals(scope))
          .findFirst()
          .orElse(null);
    }

    private TightLimits.Sort order() {
      return switch (SortWord.column(sort)) {
        case "name" -> TightLimits.Sort.NAME;
        case "newest" -> TightLimits.Sort.NEWEST;
        default -> TightLimits.Sort.TIGHTEST;
      };
    }
  }

  @CheckedTemplate(basePath = "limit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance limits(
        @Nullable Own own, PageOf<NamedLimit> everywhere, Query query, Address address);
  }

  /// What only those see who may see all limits.
  ///
  /// @param limits those of the organization itself
  record Own(NamedScope scope, List<LimitStatus> limits, List<LimitDefault> defaults) {}

  @GET
  public TemplateInstance limits(@BeanParam Query query) {
    Actor actor = current.personOrThrow();
    return Templates.limits(
        actor.may(Permission.VIEW_LIMITS) ? own(actor) : null,
        everywhere.list(actor, query.filter()),
        query,
        query.address());
  }

  private Own own(Actor actor) {
    Scope scope = Scope.organization(actor.orgId());
    return new Own(limits.scope(actor, scope), limits.list(actor, scope), defaults.list(actor));
  }
}
