package ai.nemorouter.catalog.alias;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Adds, changes and removes the names that an organization gives to models. A target is always a
/// model itself, so aliases form no chains and no loops. A slug comes before an alias, so one that
/// is a slug already would never be asked; a built-in name can be taken over, if that is meant.
@ApplicationScoped
public class Aliases {
  static final int ALIASES_MAX = 500;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9~@][a-z0-9._@/+-]{0,118}[a-z0-9]|[a-z0-9]");

  private final Database database;
  private final AliasRows rows;
  private final AuditLog audit;
  private final Catalog catalog;
  private final AliasLookup lookup;
  private final Organizations organizations;

  Aliases(
      Database database,
      AliasRows rows,
      AuditLog audit,
      Catalog catalog,
      AliasLookup lookup,
      Organizations organizations) {
    this.database = database;
    this.rows = rows;
    this.audit = audit;
    this.catalog = catalog;
    this.lookup = lookup;
    this.organizations = organizations;
  }

  /// How a list of aliases is ordered.
  public enum Sort {
    NAME,
    TARGET,
    NEWEST,
    BROKEN;

    private Comparator<Alias> order() {
      return switch (this) {
        case NAME -> Comparator.comparing(Alias::name);
        case TARGET -> Comparator.comparing(Alias::target);
        case NEWEST -> Comparator.comparing(Alias::createdAt).reversed();
        case BROKEN -> Comparator.comparing(alias -> !alias.isBroken());
      };
    }
  }

  /// @param search part of the name or target; empty for all
  /// @param reversed whether the other way round than `sort` usually is
  public record Filter(String search, Sort sort, boolean reversed, int page) {
    public Filter {
      search = search.strip().toLowerCase(Locale.ROOT);
    }

    private Comparator<Alias> order() {
      Comparator<Alias> usual = sort.order().thenComparing(Alias::name);
      return reversed ? usual.reversed() : usual;
    }
  }

  /// What to add or change.
  ///
  /// @param takeOver whether the name may take the place of a built-in one
  public record Wanted(String name, String target, boolean takeOver) {
    public Wanted {
      name = ModelName.folded(name.strip());
      target = target.strip();
    }
  }

  public PageOf<Alias> list(Actor actor, Filter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    List<Alias> found =
        all(actor).stream()
            .filter(alias ->
                (alias.name() + " " + alias.target().toLowerCase(Locale.ROOT))
                    .contains(filter.search()))
            .sorted(filter.order())
            .toList();
    return new PageOf<>(
        found.stream().skip(PageOf.offset(filter.page())).limit(PageOf.SIZE).toList(),
        PageOf.within(filter.page()),
        found.size());
  }

  /// All of them, in the order of their names.
  public List<Alias> all(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    UUID orgId = actor.orgId();
    return database.joining(
        orgId, () -> rows.all(orgId).stream().map(row -> alias(orgId, row)).toList());
  }

  public Alias find(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    UUID orgId = actor.orgId();
    return database.joining(orgId, () -> alias(orgId, rows.getOrThrow(orgId, name)));
  }

  /// For a form that changes it.
  public Alias findForChange(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_ALIASES);
    return find(actor, name);
  }

  public Alias add(Actor actor, Wanted wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_ALIASES);
    requireName(actor.orgId(), wanted);
    String target = targetOrThrow(actor.orgId(), wanted.target());
    database.inOrganization(
        actor.orgId(),
        () -> {
          requireRoom(actor.orgId(), wanted.name());
          rows.persist(
              new AliasEntity(
                  actor.orgId(), wanted.name(), target, actor.displayName(), database.now()));
          record(actor, wanted.name(), "added", null, target);
          return true;
        });
    lookup.forget(actor.orgId());
    return find(actor, wanted.name());
  }

  /// Lets a name lead elsewhere.
  public Alias change(Actor actor, String name, String newTarget) {
    actor.authorizeOrThrow(Permission.CHANGE_ALIASES);
    String target = targetOrThrow(actor.orgId(), newTarget);
    database.inOrganization(
        actor.orgId(),
        () -> {
          AliasEntity row = rows.lockOrThrow(actor.orgId(), name);
          record(actor, row.name(), "changed", row.target(), target);
          row.leadTo(target, database.now());
          return true;
        });
    lookup.forget(actor.orgId());
    return find(actor, name);
  }

  public void remove(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.CHANGE_ALIASES);
    database.inOrganization(
        actor.orgId(),
        () -> {
          AliasEntity row = rows.lockOrThrow(actor.orgId(), name);
          rows.delete(row);
          record(actor, row.name(), "removed", row.target(), null);
          return true;
        });
    lookup.forget(actor.orgId());
  }

  private Alias alias(UUID orgId, AliasEntity row) {
    Optional<Offering> offering =
        catalog.findWithoutAliases(orgId, row.target()).stream().findFirst();
    return row.alias(offering.map(catalog::known).orElse(null));
  }

  private void requireName(UUID orgId, Wanted wanted) {
    if (!NAME.matcher(wanted.name()).matches()) {
      throw new InvalidInputException(
          "name",
          "A name has up to 120 small letters, digits and . _ - / @ +, as in fast or team/writer.");
    }
    List<Offering> builtIn = catalog.findWithoutAliases(orgId, wanted.name());
    if (builtIn.isEmpty()) {
      return;
    }
    String slug = builtIn.getFirst().slug();
    if (ModelName.same(slug, wanted.name())) {
      throw new InvalidInputException(
          "name", "This is a model's own name, which comes before any alias. Choose another one.");
    }
    if (!wanted.takeOver()) {
      throw new InvalidInputException(
          "take_over",
          "This name leads to %s already. Confirm that it shall lead to your target instead."
              .formatted(slug));
    }
  }

  private String targetOrThrow(UUID orgId, String target) {
    return catalog.find(orgId, target).stream()
        .findFirst()
        // The spelling is kept where the provider takes any name: its models' names may have
        // capitals.
        .map(found -> ModelName.same(found.slug(), target) ? target : found.slug())
        .orElseThrow(() ->
            new InvalidInputException(
                "target", "There is no such model. Choose one from the list of models."));
  }

  private void requireRoom(UUID orgId, String name) {
    // One after the other, so that two that come at once do not both find the last place.
    organizations.lock(orgId);
    if (rows.find(orgId, name).isPresent()) {
      throw new InvalidInputException("name", "There is such an alias already: change that one.");
    }
    if (rows.count("orgId", orgId) >= ALIASES_MAX) {
      throw new InvalidInputException(
          "name",
          "There are %d aliases, which is the most. Remove one before.".formatted(ALIASES_MAX));
    }
  }

  private void record(
      Actor actor, String name, String action, @Nullable String before, @Nullable String after) {
    audit.record(
        actor,
        "alias." + action,
        "alias " + name,
        Changes.none().about("name", name).changed("target", before, after));
  }
}
