package ai.nemorouter.sso;

import ai.nemorouter.account.Account;
import ai.nemorouter.account.Users;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.rule.SsoRuleRows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Who somebody is at the provider, and whose account that is. Issuer and subject name a person; an
/// address does not, because addresses change hands. All of it is part of a transaction across
/// organizations.
@ApplicationScoped
public class Identities {
  private static final String WITHOUT_NAME = "Somebody";

  private final Session session;
  private final IdentityQueries queries;
  private final Users users;
  private final Database database;

  Identities(Session session, IdentityQueries queries, Users users, Database database) {
    this.session = session;
    this.queries = queries;
    this.users = users;
    this.database = database;
  }

  /// An identity with its account.
  ///
  /// @param promoted whether it was this identity that made the account an operator's
  public record Identity(
      String issuer,
      String subject,
      UUID userId,
      String email,
      String name,
      boolean operator,
      boolean promoted) {}

  /// Holds the identity and its account until the transaction ends, so that what the provider says
  /// of a person is applied in one order.
  public Optional<Identity> lock(String issuer, String subject) {
    return Optional.ofNullable(row(issuer, subject))
        .map(row -> {
          Account account = users.lockOrThrow(row.userId());
          return new Identity(
              issuer,
              subject,
              account.id(),
              account.email(),
              account.name(),
              account.operator(),
              row.isOperator());
        });
  }

  /// Whether that account can sign in through the provider.
  boolean isLinked(String issuer, UUID userId) {
    return subject(issuer, userId).isPresent();
  }

  /// Who the owner of the account is at the provider.
  Optional<String> subject(String issuer, UUID userId) {
    return queries.subject(issuer, userId);
  }

  /// Whether it was the provider that made the account an operator's.
  public boolean isPromoted(UUID userId) {
    return queries.promoting(userId) > 0;
  }

  /// An account without a password, for somebody who comes for the first time.
  ///
  /// @return empty if somebody else took the address in the meantime
  Optional<UUID> createAccount(String email, String name) {
    return users.create(email, name.isEmpty() ? WITHOUT_NAME : name, null);
  }

  /// @return whether it was free, and the account had none from that provider
  boolean link(String issuer, String subject, UUID userId) {
    return queries.insert(issuer, subject, userId) == 1;
  }

  void unlink(Identity identity) {
    session.remove(held(identity));
  }

  /// Removes all identities of the account: it can no longer be signed in to through a provider.
  void unlinkAll(@Observes Users.Unlinked event) {
    queries.deleteAll(event.userId());
  }

  /// Takes over the name and a verified address, the address only if no other account has it.
  ///
  /// @return whether the address changed
  boolean follow(Identity identity, Claims claims) {
    held(identity).signIn(database.now());
    return users.follow(identity.userId(), claims.name(), claims.email());
  }

  /// Notes what the provider did not say of the person.
  ///
  /// @return whether that is new
  boolean noteUnclear(Identity identity, Set<Claims.Kind> kinds) {
    return held(identity).noteUnclear(SsoRuleRows.words(kinds));
  }

  /// Makes the account an operator's, or takes that away again if this identity had made it one.
  void setOperator(Identity identity, boolean operator) {
    users.setOperator(identity.userId(), operator);
    held(identity).setOperator(operator);
  }

  /// How many of these people the provider leaves something unclear of that their access to the
  /// organization depends on.
  ///
  /// @param admitting the words of the kinds of claims that admit people at all
  int countUnclear(UUID orgId, Collection<UUID> people, List<String> admitting) {
    return Math.toIntExact(
        session
            .createNativeQuery(
                """
                select count(distinct i.user_id) from identities i
                where i.user_id = any(:people) and (i.unclear_claims && cast(:admitting as text[])
                  or exists (select from sso_rules r where r.org_id = :orgId and r.claim = any(i.unclear_claims)))
                """,
                Long.class)
            .setParameter("orgId", orgId)
            .setParameter("people", people.toArray(UUID[]::new))
            .setParameter("admitting", admitting.toArray(String[]::new))
            .getSingleResult());
  }

  private IdentityEntity held(Identity identity) {
    IdentityEntity row = row(identity.issuer(), identity.subject());
    if (row == null) {
      throw new IllegalStateException("The identity is not held");
    }
    return row;
  }

  private @Nullable IdentityEntity row(String issuer, String subject) {
    return session.find(
        IdentityEntity.class,
        new IdentityEntity.Key(issuer, subject),
        LockModeType.PESSIMISTIC_WRITE);
  }
}
