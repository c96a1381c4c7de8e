package ai.nemorouter.account;

import ai.nemorouter.access.MemberOrganizations;
import ai.nemorouter.access.Operator;
import ai.nemorouter.account.secondfactor.SecondFactors;
import ai.nemorouter.account.session.SessionConfig;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What operators do with people's accounts. Each change is written down with the installation and
/// in every organization that the person belongs to.
@ApplicationScoped
public class People {
  static final String SUSPENDED = "suspended";
  static final String OPERATORS = "operators";

  private final Database database;
  private final AccountRows rows;
  private final AccountQueries queries;
  private final Credentials credentials;
  private final SecondFactors secondFactors;
  private final AccountEmails letters;
  private final MemberOrganizations organizations;
  private final AuditLog auditLog;
  private final SessionConfig config;

  People(
      Database database,
      AccountRows rows,
      AccountQueries queries,
      Credentials credentials,
      SecondFactors secondFactors,
      AccountEmails letters,
      MemberOrganizations organizations,
      AuditLog auditLog,
      SessionConfig config) {
    this.database = database;
    this.rows = rows;
    this.queries = queries;
    this.credentials = credentials;
    this.secondFactors = secondFactors;
    this.letters = letters;
    this.organizations = organizations;
    this.auditLog = auditLog;
    this.config = config;
  }

  /// The orders in which people are listed.
  public enum Sort {
    NAME,
    EMAIL,
    NEWEST,
    SEEN
  }

  /// @param query searches names and e-mail addresses, and may show `SUSPENDED` or `OPERATORS` only
  public PageOf<Person> list(Operator operator, ListQuery query) {
    return database.inInstallation(() -> {
      PageOf<Person.Row> page = rows.page(query);
      return page.with(persons(page.items()));
    });
  }

  public Person find(Operator operator, UUID userId) {
    return database.inInstallation(() -> persons(List.of(rows.personOrThrow(userId))).getFirst());
  }

  /// @return how many sessions ended
  public int endSessions(Operator operator, UUID userId) {
    return database.inInstallation(() -> {
      Account account = rows.lockOrThrow(userId).shown();
      int ended = credentials.endAll(userId, null);
      record(operator, account, "account.sessions_ended", Json.object().put("sessions", ended));
      return ended;
    });
  }

  /// From now on the person cannot sign in, and is signed out everywhere.
  ///
  /// @throws InvalidInputException for one's own account
  public void suspend(Operator operator, UUID userId) {
    if (operator.id().equals(userId)) {
      throw new InvalidInputException(
          "", "You cannot suspend your own account. Ask another operator to do it.");
    }
    change(
        operator,
        userId,
        account -> {
          requireUnsuspended(operator.id());
          account.suspend(database.now());
          int ended = credentials.endAll(userId, null);
          record(
              operator,
              account.shown(),
              "account.suspended",
              Json.object().put("sessions_ended", ended));
        });
  }

  public void unsuspend(Operator operator, UUID userId) {
    change(
        operator,
        userId,
        account -> {
          account.unsuspend();
          record(operator, account.shown(), "account.unsuspended", Json.object());
        });
  }

  /// Removes the second factor of somebody who lost it, and ends their sessions.
  public void resetSecondFactor(Operator operator, UUID userId) {
    Account changed =
        change(
            operator,
            userId,
            account -> {
              if (!secondFactors.remove(userId)) {
                throw new InvalidInputException("", "This account has no second factor.");
              }
              int ended = credentials.endAll(userId, null);
              record(
                  operator,
                  account.shown(),
                  "second_factor.reset",
                  Json.object().put("sessions_ended", ended));
            });
    letters.tellLater(
        changed, "The second factor was removed by the operator of this installation");
  }

  /// @return the account as it is afterwards
  private Account change(Operator operator, UUID userId, Consumer<AccountEntity> work) {
    return database.inInstallation(() -> {
      rows.lockInOrder(operator.id(), userId);
      AccountEntity account = rows.lockOrThrow(userId);
      work.accept(account);
      return account.shown();
    });
  }

  /// Of two operators who suspend each other at the same moment, one remains.
  private void requireUnsuspended(UUID operatorId) {
    if (rows.getOrThrow(operatorId).suspendedAt() != null) {
      throw new SuspendedAccountException();
    }
  }

  private void record(Operator operator, Account account, String action, JsonNode details) {
    auditLog.record(operator, action, account.target(), details);
    for (UUID orgId : organizations.of(account.id())) {
      auditLog.record(operator.within(orgId), action, account.target(), details);
    }
  }

  /// With one question for what all of them belong to, and one for what they have under way.
  private List<Person> persons(List<Person.Row> rows) {
    List<UUID> ids = rows.stream().map(Person.Row::id).toList();
    Map<UUID, List<String>> names = organizations.namesOf(ids);
    Map<UUID, Long> sessions =
        queries.underWay(ids, database.now().minus(config.idle())).stream()
            .collect(
                Collectors.toMap(
                    AccountQueries.UnderWay::userId, AccountQueries.UnderWay::sessions));
    return rows.stream()
        .map(row ->
            row.with(names.getOrDefault(row.id(), List.of()), sessions.getOrDefault(row.id(), 0L)))
        .toList();
  }
}
