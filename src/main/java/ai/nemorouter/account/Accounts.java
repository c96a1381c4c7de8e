package ai.nemorouter.account;

import ai.nemorouter.platform.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Finds accounts for whoever signs people in or out.
@ApplicationScoped
class Accounts {
  private static final String COLUMNS =
      "id, email, name, password_hash, operator, suspended_at, email_verified_at from users ";

  Optional<Account> find(Handle handle, String email) {
    return handle
        .createQuery("select " + COLUMNS + "where lower(email) = lower(:email)")
        .bind("email", email)
        .map(ConstructorMapper.of(Account.class))
        .findOne();
  }

  /// The same, held until the transaction ends.
  Optional<Account> lock(Handle handle, String email) {
    return handle
        .createQuery("select " + COLUMNS + "where lower(email) = lower(:email) for no key update")
        .bind("email", email)
        .map(ConstructorMapper.of(Account.class))
        .findOne();
  }

  Account getOrThrow(Handle handle, UUID userId) {
    return get(handle, userId, "");
  }

  /// Until the transaction ends, nobody else changes how this person signs in.
  Account lockOrThrow(Handle handle, UUID userId) {
    return get(handle, userId, " for no key update");
  }

  /// Whether the person signed in from there within the last months.
  boolean isFamiliar(Handle handle, UUID userId, String address) {
    return handle
        .createQuery(
            """
            select exists (select from familiar_addresses where user_id = :userId and address_hash = :hash
              and last_at > now() - interval '90 days')
            """)
        .bind("userId", userId)
        .bind("hash", Tokens.hash(address))
        .mapTo(Boolean.class)
        .one();
  }

  void becomeFamiliar(Handle handle, UUID userId, String address) {
    handle.execute(
        "delete from familiar_addresses where user_id = ? and last_at < now() - interval '90 days'",
        userId);
    handle
        .createUpdate(
            """
            insert into familiar_addresses (user_id, address_hash) values (:userId, :hash)
            on conflict (user_id, address_hash) do update set last_at = now()
            """)
        .bind("userId", userId)
        .bind("hash", Tokens.hash(address))
        .execute();
  }

  private static Account get(Handle handle, UUID userId, String lock) {
    return handle
        .createQuery("select " + COLUMNS + "where id = :userId" + lock)
        .bind("userId", userId)
        .map(ConstructorMapper.of(Account.class))
        .findOne()
        .orElseThrow(() -> new NotFoundException("account"));
  }
}
