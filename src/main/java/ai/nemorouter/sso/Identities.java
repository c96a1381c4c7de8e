package ai.nemorouter.sso;

import ai.nemorouter.account.Users;
import ai.nemorouter.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Who somebody is at the provider, and whose account that is. Issuer and subject name a person; an
/// address does not, because addresses change hands.
@ApplicationScoped
class Identities {
  private static final String WITHOUT_NAME = "Somebody";

  private final Session session;

  Identities(Session session) {
    this.session = session;
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

  /// Holds the identity until the transaction ends, so that what the provider says of a person is
  /// applied in one order.
  Optional<Identity> lock(Handle handle, String issuer, String subject) {
    return handle
        .createQuery(
            """
            select i.issuer, i.subject, i.user_id, u.email, u.name, u.operator, i.operator as promoted
            from identities i join users u on u.id = i.user_id
            where i.issuer = :issuer and i.subject = :subject for no key update
            """)
        .bind("issuer", issuer)
        .bind("subject", subject)
        .map(ConstructorMapper.of(Identity.class))
        .findOne();
  }

  /// Whether that account can sign in through the provider.
  boolean isLinked(Handle handle, String issuer, UUID userId) {
    return handle
        .createQuery(
            "select exists (select from identities where issuer = :issuer and user_id = :userId)")
        .bind("issuer", issuer)
        .bind("userId", userId)
        .mapTo(Boolean.class)
        .one();
  }

  boolean isAddressTaken(Handle handle, String email) {
    return handle
        .createQuery("select exists (select from users where lower(email) = lower(:email))")
        .bind("email", email)
        .mapTo(Boolean.class)
        .one();
  }

  /// An account without a password, for somebody who comes for the first time.
  ///
  /// @return empty if somebody else took the address in the meantime
  Optional<UUID> createAccount(Handle handle, String email, String name) {
    UUID id = Ids.next();
    int created =
        handle
            .createUpdate(
                """
                insert into users (id, email, name, email_verified_at) values (:id, :email, :name, now())
                on conflict do nothing
                """)
            .bind("id", id)
            .bind("email", email)
            .bind("name", name.isEmpty() ? WITHOUT_NAME : name)
            .execute();
    return created == 1 ? Optional.of(id) : Optional.empty();
  }

  /// @return whether it was free, and the account had none from that provider
  boolean link(Handle handle, String issuer, String subject, UUID userId) {
    return handle
            .createUpdate(
                """
                insert into identities (issuer, subject, user_id) values (:issuer, :subject, :userId)
                on conflict do nothing
                """)
            .bind("issuer", issuer)
            .bind("subject", subject)
            .bind("userId", userId)
            .execute()
        == 1;
  }

  /// The account is nobody's any more who signed in through a provider.
  void unlinkAll(@Observes Users.Unlinked event) {
    session
        .createNativeMutationQuery("delete from identities where user_id = :userId")
        .setParameter("userId", event.userId())
        .executeUpdate();
  }

  /// Takes over the name and a verified address, the address only if nobody else has it.
  ///
  /// @return whether the address changed
  boolean follow(Handle handle, Identity identity, Claims claims) {
    if (!claims.name().isEmpty() && !claims.name().equals(identity.name())) {
      handle.execute("update users set name = ? where id = ?", claims.name(), identity.userId());
    }
    handle
        .createUpdate(
            "update identities set last_sign_in_at = now() where issuer = :issuer and subject = :subject")
        .bind("issuer", identity.issuer())
        .bind("subject", identity.subject())
        .execute();
    if (claims.email().filter(email -> email.equalsIgnoreCase(identity.email())).isPresent()) {
      handle.execute(
          "update users set email_verified_at = now() where id = ? and email_verified_at is null",
          identity.userId());
    }
    Optional<String> changed =
        claims.email().filter(email -> !email.equalsIgnoreCase(identity.email()));
    if (changed.isEmpty() || isAddressTaken(handle, changed.get())) {
      return false;
    }
    handle.execute(
        "update users set email = ?, email_verified_at = now() where id = ?",
        changed.get(),
        identity.userId());
    return true;
  }

  /// Notes what the provider did not say of the person.
  ///
  /// @return whether that is new
  boolean noteUnclear(Handle handle, Identity identity, Set<Claims.Kind> kinds) {
    return handle
            .createUpdate(
                """
                update identities set unclear_claims = cast(:kinds as text[])
                where issuer = :issuer and subject = :subject and unclear_claims <> cast(:kinds as text[])
                """)
            .bindArray("kinds", String.class, RuleRows.words(kinds))
            .bind("issuer", identity.issuer())
            .bind("subject", identity.subject())
            .execute()
        == 1;
  }

  /// Makes the account an operator's, or takes that away again if this identity had made it one.
  void setOperator(Handle handle, Identity identity, boolean operator) {
    handle.execute("update users set operator = ? where id = ?", operator, identity.userId());
    handle.execute(
        "update identities set operator = ? where issuer = ? and subject = ?",
        operator,
        identity.issuer(),
        identity.subject());
  }
}
