package ai.nemorouter.key.identity;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The models that calls with a key may use: those that its organization, its team and it itself
/// allow, all three.
public final class AllowedModels {
  private final Catalog catalog;
  private final UUID orgId;
  private final ModelAllowlist ofOrganization;
  private final ModelAllowlist ofTeam;
  private final ModelAllowlist ofKey;

  public AllowedModels(Catalog catalog, KeyIdentity key) {
    this.catalog = catalog;
    this.orgId = key.orgId();
    this.ofOrganization = new ModelAllowlist(key.orgAllowedModels());
    this.ofTeam = new ModelAllowlist(key.teamAllowedModels());
    this.ofKey = new ModelAllowlist(key.allowedModels());
  }

  public boolean allows(String slug) {
    return forbiddenBy(slug) == null;
  }

  /// The offering as it may be called: where a provider takes any model, with the letter case that
  /// the key's list has, and more so the team's, and most of all the organization's.
  ///
  /// @return empty if it may not be called
  public Optional<Offering> allowed(Offering offering) {
    if (!allows(offering.slug())) {
      return Optional.empty();
    }
    Offering spelled = offering;
    for (ModelAllowlist list : List.of(ofKey, ofTeam, ofOrganization)) {
      spelled = list.spelled(catalog, orgId, spelled);
    }
    return Optional.of(spelled);
  }

  /// Which of the three does not allow the model, as `organization`, `team` or `key`; null if all
  /// do.
  public @Nullable String forbiddenBy(String slug) {
    if (!ofOrganization.allows(catalog, orgId, slug)) {
      return "organization";
    }
    if (!ofTeam.allows(catalog, orgId, slug)) {
      return "team";
    }
    return ofKey.allows(catalog, orgId, slug) ? null : "key";
  }
}
