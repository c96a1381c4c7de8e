package ai.nemorouter.catalog;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.alias.AliasLookup;
import ai.nemorouter.provider.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The models that can be called here, for people and programs who choose among them: those of
/// everybody, or those of an organization with its own providers and aliases.
@ApplicationScoped
public class Models {
  private final Catalog catalog;
  private final Snapshot snapshot;
  private final AliasLookup aliases;

  Models(Catalog catalog, Snapshot snapshot, AliasLookup aliases) {
    this.catalog = catalog;
    this.snapshot = snapshot;
    this.aliases = aliases;
  }

  /// What everybody can call.
  public List<CatalogModel> list(ModelFilter filter) {
    return list((UUID) null, filter);
  }

  public List<CatalogModel> list(Actor actor, ModelFilter filter) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    return list(actor.orgId(), filter);
  }

  /// For the gateway, which knows the organization by its key. Models without a price are left out:
  /// a call of one is refused.
  ///
  /// @param orgId null for what everybody can call
  public List<CatalogModel> list(@Nullable UUID orgId, ModelFilter filter) {
    Map<String, List<String>> names = ownAliases(orgId);
    return catalog.models(orgId).stream()
        .map(offerings -> listed(offerings, names))
        .filter(listed -> !listed.callable().isEmpty())
        .filter(filter::takes)
        .sorted(filter.sort().order())
        .toList();
  }

  /// The model that a name means.
  public Optional<CatalogModel> find(String name) {
    return find((UUID) null, name);
  }

  public Optional<CatalogModel> find(Actor actor, String name) {
    actor.authorizeOrThrow(Permission.VIEW_MODELS);
    return find(actor.orgId(), name);
  }

  /// @param orgId null for what everybody can call
  public Optional<CatalogModel> find(@Nullable UUID orgId, String name) {
    List<Offering> offerings = catalog.find(orgId, name);
    return offerings.isEmpty()
        ? Optional.empty()
        : Optional.of(listed(offerings, ownAliases(orgId)));
  }

  /// An organization's aliases by name, with what each leads to; without those that lead nowhere.
  public Map<String, CatalogModel> aliased(UUID orgId) {
    Map<String, CatalogModel> aliased = new HashMap<>();
    aliases
        .all(orgId)
        .forEach((name, target) ->
            find(orgId, target)
                .filter(listed -> !listed.callable().isEmpty())
                .ifPresent(listed -> aliased.put(name, listed)));
    return aliased;
  }

  /// The accounts that serve something, each name once.
  public List<String> providerNames(@Nullable UUID orgId) {
    return catalog.providers(orgId).stream().map(Provider::name).distinct().sorted().toList();
  }

  /// For people, as in `Google Gemini`.
  public String title(String provider) {
    return snapshot.title(provider);
  }

  private CatalogModel listed(List<Offering> offerings, Map<String, List<String>> names) {
    Offering first = offerings.getFirst();
    return new CatalogModel(
        catalog.known(first),
        offerings,
        names.getOrDefault(ModelName.folded(first.slug()), List.of()));
  }

  private Map<String, List<String>> ownAliases(@Nullable UUID orgId) {
    Map<String, List<String>> names = new HashMap<>();
    if (orgId != null) {
      aliases.all(orgId).entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(alias ->
              names
                  .computeIfAbsent(ModelName.folded(alias.getValue()), _ -> new ArrayList<>())
                  .add(alias.getKey()));
    }
    return names;
  }
}
