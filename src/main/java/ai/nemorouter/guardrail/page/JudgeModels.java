package ai.nemorouter.guardrail.page;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.CatalogModel;
import ai.nemorouter.catalog.ModelFilter;
import ai.nemorouter.catalog.Models;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.catalog.allowlist.ModelAllowlists;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// The models that the form of a judge offers: those that chat, have a price, and that the
/// organization allows. Others can be typed, as an alias can; whether a key may use the model is
/// seen when it is asked.
@ApplicationScoped
class JudgeModels {
  private static final int OFFERED_MAX = 500;
  private static final ModelFilter CHATTING =
      new ModelFilter(
          "",
          "",
          Operation.CHAT,
          List.of(),
          List.of(),
          List.of(),
          0,
          null,
          false,
          ModelFilter.Sort.NAME);

  private final Models models;
  private final ModelAllowlists allowlists;
  private final Catalog catalog;

  JudgeModels(Models models, ModelAllowlists allowlists, Catalog catalog) {
    this.models = models;
    this.allowlists = allowlists;
    this.catalog = catalog;
  }

  /// Slugs; none for those who may not see the models.
  List<String> offered(Desk desk) {
    return desk
        .actor()
        .map(this::ofOrganization)
        .orElseGet(() -> models.list(CHATTING).stream().map(CatalogModel::slug).toList())
        .stream()
        .limit(OFFERED_MAX)
        .toList();
  }

  private List<String> ofOrganization(Actor actor) {
    if (!actor.may(Permission.VIEW_MODELS)) {
      return List.of();
    }
    ModelAllowlist allowed = allowlists.ofOrganization(actor).allowlist();
    return models.list(actor, CHATTING).stream()
        .map(CatalogModel::slug)
        .filter(slug -> allowed.allows(catalog, actor.orgId(), slug))
        .toList();
  }
}
