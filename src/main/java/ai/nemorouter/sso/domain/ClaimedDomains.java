package ai.nemorouter.sso.domain;

import ai.nemorouter.account.registration.RegistrationRule;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// People with an address in a domain that an organization has do not make organizations of their
/// own: theirs is there, and single sign-on or an invitation leads into it.
@ApplicationScoped
class ClaimedDomains implements RegistrationRule {
  private final DomainQueries queries;
  private final SsoProviderSettings settings;

  ClaimedDomains(DomainQueries queries, SsoProviderSettings settings) {
    this.queries = queries;
    this.settings = settings;
  }

  @Override
  public Optional<String> hindrance(String email) {
    String domain = DomainRule.domain(email);
    if (queries.owner(domain).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        settings.areComplete()
            ? "Addresses at %s belong to an organization that uses single sign-on. Sign in with %s at %s. If that does not let you in, ask your organization's administrators for access."
                .formatted(domain, settings.name(), settings.getOrThrow().afterSignOut())
            : "Addresses at %s belong to an organization that is here already. Ask its administrators for an invitation."
                .formatted(domain));
  }
}
