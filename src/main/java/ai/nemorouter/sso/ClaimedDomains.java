package ai.nemorouter.sso;

import ai.nemorouter.account.RegistrationRule;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.Session;

/// People with an address in a domain that an organization has do not make organizations of their
/// own: theirs is there, and single sign-on or an invitation leads into it.
@ApplicationScoped
class ClaimedDomains implements RegistrationRule {
  private final Session session;
  private final ProviderSettings settings;

  ClaimedDomains(Session session, ProviderSettings settings) {
    this.session = session;
    this.settings = settings;
  }

  @Override
  public Optional<String> hindrance(String email) {
    String domain = email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    boolean claimed =
        session
            .createNativeQuery(
                """
                select exists (select from sso_domains where domain = :domain and approved_at is not null)
                """,
                Boolean.class)
            .setParameter("domain", domain)
            .getSingleResult();
    if (!claimed) {
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
