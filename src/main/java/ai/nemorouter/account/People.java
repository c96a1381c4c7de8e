package ai.nemorouter.account;

import ai.nemorouter.access.MemberOrganizations;
import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// What operators do with people's accounts. Each change is written down with the installation and
/// in every organization that the person belongs to.
@ApplicationScoped
public class People {
  private static final String COLUMNS =
      """
      u.id, u.email, u.name, u.operator, u.password_hash is not null as has_password,
      exists (select from second_factors f where f.user_id = u.id and f.confirmed_at is not null) as second_factor,
      u.created_at, u.last_sign_in_at, u.suspended_at,
      '' as organizations,
      (select count(*) from sessions s where s.user_id = u.id and s.expires_at > now()
         and s.last_seen_at > now() - :idleSeconds * interval '1 second')::int as sessions
      """;
  private static final String FOUND =
      """
      from users u
      where (strpos(lower(u.name), lower(:search)) > 0 or strpos(lower(u.email), lower(:search)) > 0)
        and (:show = '' or (:show = 'suspended' and u.suspended_at is not null)
          or (:show = 'operators' and u.operator))
      """;

  private final Database database;
  private final Accounts accounts;
  private final Credentials credentials;
  private final SecondFactors secondFactors;
  private final Letters letters;
  private final MemberOrganizations organizations;
  private final AuditLog auditLog;
  private final SessionConfig config;

  People(
      Database database,
      Accounts accounts,
      Credentials credentials,
      SecondFactors secondFactors,
      Letters letters,
      MemberOrganizations organizations,
      AuditLog auditLog,
      SessionConfig config) {
    this.database = database;
    this.accounts = accounts;
    this.credentials = credentials;
    this.secondFactors = secondFactors;
    this.letters = letters;
    this.organizations = organizations;
    this.auditLog = auditLog;
    this.config = config;
  }

  /// The orders in which people are listed.
  public enum Sort {
    NAME("lower(u.name), u.id"),
    EMAIL("lower(u.email), u.id"),
    NEWEST("u.created_at desc, u.id"),
    SEEN("u.last_sign_in_at desc nulls last, u.id");

    private final String columns;

    Sort(String columns) {
      this.columns = columns;
    }
  }

  /// @param search part of a name or an e-mail address; empty for all
  /// @param show `suspended` or `operators` only; empty for all
  public record Filter(String search, String show, Sort sort, int page) {
    public Filter {
      search = search.strip();
      page = PageOf.within(page);
    }
  }

  public PageOf<Person> list(Operator operator, Filter filter) {
    return database.inInstallation(() ->
        database.withHandle(handle ->
            new PageOf<>(
                withOrganizations(page(handle, filter)), filter.page(), count(handle, filter))));
  }

  public Person find(Operator operator, UUID userId) {
    return database.inInstallation(() ->
        withOrganizations(
                database.withHandle(handle ->
                    handle
                        .createQuery("select " + COLUMNS + " from users u where u.id = :userId")
                        .bind("userId", userId)
                        .bind("idleSeconds", config.idle().toSeconds())
                        .map(ConstructorMapper.of(Person.class))
                        .list()))
            .stream()
            .findFirst()
            .orElseThrow(() -> new NotFoundException("account")));
  }

  /// @return how many sessions ended
  public int endSessions(Operator operator, UUID userId) {
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          Account account = accounts.lockOrThrow(handle, userId);
          int ended = credentials.endAll(handle, userId, null);
          record(
              handle,
              operator,
              account,
              "account.sessions_ended",
              Json.object().put("sessions", ended));
          return ended;
        });
  }

  /// From now on the person cannot sign in, and is signed out everywhere.
  ///
  /// @throws InvalidInputException for one's own account
  public void suspend(Operator operator, UUID userId) {
    if (operator.userId().equals(userId)) {
      throw new InvalidInputException(
          "", "You cannot suspend your own account. Ask another operator to do it.");
    }
    change(
        operator,
        userId,
        (handle, account) -> {
          requireUnsuspended(handle, operator.userId());
          handle.execute(
              "update users set suspended_at = coalesce(suspended_at, now()) where id = ?", userId);
          int ended = credentials.endAll(handle, userId, null);
          record(
              handle,
              operator,
              account,
              "account.suspended",
              Json.object().put("sessions_ended", ended));
        });
  }

  public void unsuspend(Operator operator, UUID userId) {
    change(
        operator,
        userId,
        (handle, account) -> {
          handle.execute("update users set suspended_at = null where id = ?", userId);
          record(handle, operator, account, "account.unsuspended", Json.object());
        });
  }

  /// Removes the second factor of somebody who lost it, and ends their sessions.
  public void resetSecondFactor(Operator operator, UUID userId) {
    change(
        operator,
        userId,
        (handle, account) -> {
          if (!secondFactors.remove(handle, userId)) {
            throw new InvalidInputException("", "This account has no second factor.");
          }
          int ended = credentials.endAll(handle, userId, null);
          record(
              handle,
              operator,
              account,
              "second_factor.reset",
              Json.object().put("sessions_ended", ended));
        });
    letters.tellLater(
        database.acrossOrganizations().read(handle -> accounts.getOrThrow(handle, userId)),
        "The second factor was removed by the operator of this installation");
  }

  /// Both accounts are locked in the order of their identifiers, so that two operators who act on
  /// each other do so one after the other.
  private void change(Operator operator, UUID userId, BiConsumer<Handle, Account> work) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle
              .createQuery("select id from users where id in (:one, :other) order by id for update")
              .bind("one", operator.userId())
              .bind("other", userId)
              .mapTo(UUID.class)
              .list();
          work.accept(handle, accounts.lockOrThrow(handle, userId));
        });
  }

  /// Of two operators who suspend each other at the same moment, one remains.
  private void requireUnsuspended(Handle handle, UUID operatorId) {
    if (accounts.getOrThrow(handle, operatorId).suspendedAt() != null) {
      throw new SuspendedAccountException();
    }
  }

  private void record(
      Handle handle, Operator operator, Account account, String action, JsonNode details) {
    auditLog.record(handle, operator, action, account.target(), details);
    for (UUID orgId : organizations.of(account.id())) {
      auditLog.record(handle, operator.within(orgId), action, account.target(), details);
    }
  }

  /// One question for all of them.
  private List<Person> withOrganizations(List<Person> people) {
    Map<UUID, List<String>> names = organizations.namesOf(people.stream().map(Person::id).toList());
    return people.stream()
        .map(person -> person.within(names.getOrDefault(person.id(), List.of())))
        .toList();
  }

  private List<Person> page(Handle handle, Filter filter) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + FOUND
                + "order by %s limit :limit offset :offset".formatted(filter.sort().columns))
        .bind("search", filter.search())
        .bind("show", filter.show())
        .bind("idleSeconds", config.idle().toSeconds())
        .bind("limit", PageOf.SIZE)
        .bind("offset", PageOf.offset(filter.page()))
        .map(ConstructorMapper.of(Person.class))
        .list();
  }

  private static long count(Handle handle, Filter filter) {
    return handle
        .createQuery("select count(*) " + FOUND)
        .bind("search", filter.search())
        .bind("show", filter.show())
        .mapTo(Long.class)
        .one();
  }
}
