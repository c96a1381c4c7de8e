package ai.nemorouter.organization.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Hibernate reaches of organizations: the one that the transaction names, and no other.
@QuarkusTest
class TeamIsolationTest {
  private static final String NAMES = "select name from TeamEntity order by name";
  private static final int THREADS = 200;

  @Inject World world;
  @Inject People people;
  @Inject Database database;
  @Inject TestDatabase tests;
  @Inject Session session;
  @Inject Teams teams;
  @Inject TeamRows rows;

  @Inject
  @DataSource("console")
  AgroalDataSource pool;

  private World.Place own;
  private World.Place foreign;
  private Actor.Person owner;

  @BeforeEach
  void makeTwoOrganizations() {
    own = world.newOrganization();
    foreign = world.newOrganization();
    owner = people.join(own.orgId(), Role.OWNER);
  }

  @Test
  void workOutsideATransactionOfTheDatabaseReachesNothing() {
    assertThatThrownBy(() -> rows.listAll()).hasMessageContaining("transaction");
    assertThatThrownBy(() -> rows.getOrThrow(own.teamId())).hasMessageContaining("transaction");
    assertThatThrownBy(() -> natively("select name from teams"))
        .hasMessageContaining("transaction");
    assertThatThrownBy(
            () -> QuarkusTransaction.requiringNew().call(() -> rows.findById(own.teamId())))
        .hasMessageContaining("No transaction says whose rows");
  }

  @Test
  void aRowOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    UUID theirs = foreign.teamId();
    inOwn(() -> {
      assertThat(rows.findById(theirs)).isNull();
      assertThat(session.find(TeamEntity.class, theirs)).isNull();
      assertThat(rows.count("id", theirs)).isZero();
      assertThat(texts("select name from TeamEntity where id = ?1", theirs)).isEmpty();
      assertThat(natively("select name from teams where id = '%s'".formatted(theirs))).isEmpty();
      return true;
    });
  }

  @Test
  void aRowOfAnotherOrganizationIsNeitherChangedNorRemoved() {
    UUID theirs = foreign.teamId();
    inOwn(() -> {
      assertThat(rows.update("name = 'x' where id = ?1", theirs)).isZero();
      assertThat(rows.delete("id", theirs)).isZero();
      assertThat(change("update teams set name = 'x' where id = '%s'".formatted(theirs))).isZero();
      assertThat(change("delete from teams where id = '%s'".formatted(theirs))).isZero();
      return true;
    });

    assertThat(database.inOrganization(foreign.orgId(), () -> texts(NAMES)))
        .containsExactly("Research");
  }

  @Test
  void aRowCannotBeMadeForAnotherOrganization() {
    String made =
        "insert into teams (org_id, id, name) values ('%s', '%s', 'x')"
            .formatted(foreign.orgId(), Ids.next());

    assertThatThrownBy(() -> inOwn(() -> change(made)))
        .hasStackTraceContaining("row-level security");
    assertThatThrownBy(() -> inOwn(() -> teams.create(foreign.orgId(), "Sales")))
        .hasStackTraceContaining("row-level security");
  }

  @Test
  void aTransactionInsideAnotherSeesItsOwnRowsOnly() {
    inOwn(() -> teams.create(own.orgId(), "Sales"));

    List<List<String>> seen =
        database.inInstallation(() -> {
          List<String> inner = inOwn(() -> texts(NAMES));
          List<String> innermost =
              inOwn(() -> database.inOrganization(foreign.orgId(), () -> texts(NAMES)));
          List<String> all =
              texts(
                  "select name from TeamEntity where orgId in ?1",
                  List.of(own.orgId(), foreign.orgId()));
          return List.of(inner, innermost, all);
        });

    assertThat(seen.get(0)).containsExactly("Research", "Sales");
    assertThat(seen.get(1)).containsExactly("Research");
    assertThat(seen.get(2)).hasSize(3);
  }

  @Test
  void aUseCaseJoinsATransactionOfItsOrganizationAndNoOther() {
    assertThatThrownBy(
            () -> database.inOrganization(foreign.orgId(), () -> teams.find(owner, own.teamId())))
        .hasMessageContaining("another organization");
    assertThat(database.inInstallation(() -> teams.find(owner, own.teamId()).name()))
        .isEqualTo("Research");
  }

  @Test
  void whatHibernateAndSqlDoInATransactionIsOneThing() {
    UUID made =
        inOwn(() -> {
          UUID id = teams.create(owner, "Sales");
          teams.rename(owner, id, "Support");
          assertThat(
                  tests.<String>withSql(handle ->
                      handle
                          .select("select name from teams where id = ?", id)
                          .mapTo(String.class)
                          .one()))
              .isEqualTo("Support");
          return id;
        });
    assertThatThrownBy(() ->
            tests
                .of(own.orgId())
                .useTransaction(handle -> {
                  handle.execute("update teams set name = 'Left' where id = ?", made);
                  assertThat(teams.find(owner, made).name()).isEqualTo("Left");
                  teams.rename(owner, made, "Research");
                }))
        .isInstanceOf(InvalidInputException.class);

    assertThat(teams.find(owner, made).name()).isEqualTo("Support");
    assertThat(people.audited(own.orgId(), "team.renamed")).hasSize(1);
  }

  @Test
  void aFailureThatTheCallerSwallowsStillRollsEverythingBack() {
    assertThatThrownBy(() ->
            inOwn(() -> {
              teams.create(owner, "Sales");
              assertThatThrownBy(() -> teams.create(owner, "Research"))
                  .isInstanceOf(InvalidInputException.class);
              return true;
            }))
        .isNotNull();

    assertThat(inOwn(() -> texts(NAMES))).containsExactly("Research");
    assertThat(people.audited(own.orgId(), "team.created")).isEmpty();
  }

  @Test
  void nowIsTheTimeOfTheDatabase() {
    assertThat(
            inOwn(() ->
                natively(
                    "select (now() = cast('%s' as timestamptz))::text".formatted(database.now()))))
        .containsExactly("true");
    assertThat(
            database.inInstallation(() ->
                natively(
                    "select (now() = cast('%s' as timestamptz))::text".formatted(database.now()))))
        .containsExactly("true");
  }

  @Test
  void manyThreadsOfTwoOrganizationsSeeTheirOwn() throws Exception {
    inOwn(() -> rows.update("name = 'ours' where orgId = ?1", own.orgId()));
    database.inOrganization(foreign.orgId(), () -> rows.update("name = 'theirs'"));
    List<Callable<Boolean>> looks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      boolean ours = i % 2 == 0;
      UUID orgId = ours ? own.orgId() : foreign.orgId();
      UUID teamId = ours ? own.teamId() : foreign.teamId();
      UUID other = ours ? foreign.teamId() : own.teamId();
      looks.add(() ->
          database.inOrganization(
              orgId,
              () ->
                  texts(NAMES).equals(List.of(ours ? "ours" : "theirs"))
                      && rows.findById(teamId) != null
                      && rows.findById(other) == null));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> look : threads.invokeAll(looks)) {
        assertThat(look.get()).isTrue();
      }
    }
  }

  @Test
  void aConnectionIsAboutNoOrganizationOnceItIsBackInItsPool() throws SQLException {
    inOwn(() -> texts(NAMES));
    List<Connection> all = new ArrayList<>();
    try {
      for (int i = 0; i < pool.getConfiguration().connectionPoolConfiguration().maxSize(); i++) {
        all.add(pool.getConnection());
        assertThat(organizationOf(all.getLast())).isNullOrEmpty();
      }
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
    assertThat(all).isNotEmpty();
  }

  private static String organizationOf(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select current_setting('app.org_id', true)")) {
      row.next();
      return row.getString(1);
    }
  }

  private <T> T inOwn(Supplier<T> work) {
    return database.inOrganization(own.orgId(), work);
  }

  private List<String> texts(String hql, Object... values) {
    SelectionQuery<String> query = session.createSelectionQuery(hql, String.class);
    for (int i = 0; i < values.length; i++) {
      query.setParameter(i + 1, values[i]);
    }
    return query.getResultList();
  }

  private List<String> natively(String sql) {
    return session.createNativeQuery(sql, String.class).getResultList();
  }

  private int change(String sql) {
    return session.createNativeMutationQuery(sql).executeUpdate();
  }
}
