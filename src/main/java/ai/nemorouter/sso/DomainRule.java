package ai.nemorouter.sso;

import ai.nemorouter.organization.InvitationRule;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Lets an organization with domains of its own invite only people with an address there, or whom
/// the provider knows.
@ApplicationScoped
class DomainRule implements InvitationRule {
  private final Database database;

  DomainRule(Database database) {
    this.database = database;
  }

  @Override
  public void check(Handle handle, UUID orgId, String email) {
    List<String> domains =
        handle
            .createQuery(
                """
                select domain from sso_domains where org_id = :orgId and approved_at is not null
                order by domain
                """)
            .bind("orgId", orgId)
            .mapTo(String.class)
            .list();
    String domain = email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    if (domains.isEmpty() || domains.contains(domain) || isKnownToProvider(email)) {
      return;
    }
    throw new InvalidInputException(
        "email",
        "Only people with an address at %s, or with single sign-on, can be invited to this organization."
            .formatted(String.join(", ", domains)));
  }

  private boolean isKnownToProvider(String email) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select exists (select from identities i join users u on u.id = i.user_id
                      where lower(u.email) = lower(:email))
                    """)
                .bind("email", email)
                .mapTo(Boolean.class)
                .one());
  }
}
