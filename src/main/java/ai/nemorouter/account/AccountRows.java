package ai.nemorouter.account;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of accounts: records for who reads, and entities, held until the transaction ends, for
/// who changes. Transactions across organizations alone see them.
@ApplicationScoped
public class AccountRows implements PanacheRepositoryBase<AccountEntity, UUID> {
  /// Organizations and sessions are counted for a page at once.
  private static final String SHOWN =
      """
      select a.id, a.email, a.name, a.operator,
        case when a.passwordHash is null then false else true end,
        case when exists (select 1 from SecondFactorEntity f
          where f.userId = a.id and f.confirmedAt is not null) then true else false end,
        a.createdAt, a.lastSignInAt, a.suspendedAt
      from AccountEntity a
      """;

  private static final String MATCHING =
      """
      where (locate(lower(:search), lower(a.name)) > 0 or locate(lower(:search), lower(a.email)) > 0)
        and (:suspended = false or a.suspendedAt is not null)
        and (:operators = false or a.operator = true)
      """;

  private final AccountQueries queries;

  AccountRows(AccountQueries queries) {
    this.queries = queries;
  }

  public Optional<Account> ofAddress(String email) {
    return queries.ofAddress(email);
  }

  public Account getOrThrow(UUID userId) {
    return queries.find(userId).orElseThrow(AccountRows::none);
  }

  /// Locks the account, so that no other transaction changes how this person signs in until this
  /// one ends.
  public AccountEntity lockOrThrow(UUID userId) {
    return findByIdOptional(userId, LockModeType.PESSIMISTIC_WRITE).orElseThrow(AccountRows::none);
  }

  /// The same for who has that address.
  Optional<AccountEntity> lockAddress(String email) {
    return find("lower(email) = lower(?1)", email)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  /// Locks accounts in the order of their ids, so that two operators who act on each other do so
  /// one after the other.
  void lockInOrder(UUID one, UUID other) {
    find("id in ?1 order by id", List.of(one, other))
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .list();
  }

  PageOf<Person.Row> page(ListQuery query) {
    return PageOf.of(
        find(
                SHOWN + MATCHING + query.directed(order(query.order(People.Sort.class))),
                Parameters.with("search", query.search())
                    .and("suspended", query.shows(People.SUSPENDED))
                    .and("operators", query.shows(People.OPERATORS)))
            .project(Person.Row.class),
        query.page());
  }

  private static String order(People.Sort sort) {
    return switch (sort) {
      case NAME -> " order by lower(a.name), a.id";
      case EMAIL -> " order by lower(a.email), a.id";
      case NEWEST -> " order by a.createdAt desc, a.id";
      case SEEN -> " order by a.lastSignInAt desc nulls last, a.id";
    };
  }

  Person.Row personOrThrow(UUID userId) {
    return find(SHOWN + " where a.id = :userId", Parameters.with("userId", userId))
        .project(Person.Row.class)
        .firstResultOptional()
        .orElseThrow(AccountRows::none);
  }

  private static NotFoundException none() {
    return new NotFoundException("account");
  }
}
