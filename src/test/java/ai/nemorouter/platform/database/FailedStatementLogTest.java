package ai.nemorouter.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.testsupport.LogFile;
import ai.nemorouter.testsupport.Owner;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/// However a statement fails, what it was about to write is not in the log.
@QuarkusTest
class FailedStatementLogTest {
  private static final Logger LOG = Logger.getLogger(FailedStatementLogTest.class);
  private static final String CANARY = "canary-91c4";

  private final Database database;
  private final Session session;
  private final Owner owner;

  FailedStatementLogTest(Database database, Session session, Owner owner) {
    this.database = database;
    this.session = session;
    this.owner = owner;
  }

  @Test
  void aUniqueViolationNamesItsConstraintAndNoValue() {
    Runnable twice =
        () -> {
          for (int i = 0; i < 2; i++) {
            session
                .createNativeMutationQuery(
                    "insert into users (id, email, name, password_hash) values (:id, :email, :text, :text)")
                .setParameter("id", Ids.next())
                .setParameter("email", CANARY + "@example.com")
                .setParameter("text", CANARY)
                .executeUpdate();
          }
        };

    assertThat(logged(failure(twice))).contains("SQL state 23505").contains("constraint=");
  }

  @Test
  void aLetterThatCannotBeStoredTakesNoArgumentsAlong() {
    Runnable nul =
        () ->
            session
                .createNativeMutationQuery("update users set name = :name where email = :email")
                .setParameter("name", CANARY + "\u0000")
                .setParameter("email", CANARY)
                .executeUpdate();

    assertThat(logged(failure(nul))).contains("SQL state 22");
  }

  @Test
  void aValueOfTheWrongTypeIsNotQuoted() {
    Runnable number = () -> ask("select cast(:text as int)", Map.of("text", CANARY));

    assertThat(logged(failure(number))).contains("SQL state 22P02");
  }

  @Test
  void aLostConnectionTakesNoArgumentsAlong() {
    Runnable end =
        () -> {
          Object backend = ask("select pg_backend_pid()", Map.of());
          owner.useTransaction(other -> other.execute("select pg_terminate_backend(?)", backend));
          ask("select :text", Map.of("text", CANARY));
        };

    assertThat(logged(failure(end))).containsPattern("SQL state (57P01|08006)");
  }

  @Test
  void aDeadlockTakesNoArgumentsAlong() {
    CyclicBarrier both = new CyclicBarrier(2);
    List<CompletableFuture<Throwable>> sides =
        Stream.of(List.of(71L, 72L), List.of(72L, 71L))
            .map(order -> CompletableFuture.supplyAsync(() -> failure(() -> lock(order, both))))
            .toList();

    List<Throwable> failures =
        sides.stream().map(CompletableFuture::join).filter(failed -> failed != null).toList();

    assertThat(failures).isNotEmpty();
    assertThat(logged(failures.getFirst())).contains("SQL state 40P01: deadlock detected");
  }

  private void lock(List<Long> order, CyclicBarrier both) {
    for (long number : order) {
      ask(
          "select 1 from pg_advisory_xact_lock(:number) where :text <> ''",
          Map.of("number", number, "text", CANARY));
      if (number == order.getFirst()) {
        await(both);
      }
    }
  }

  private Object ask(String sql, Map<String, Object> values) {
    NativeQuery<Object> query = session.createNativeQuery(sql, Object.class);
    values.forEach(query::setParameter);
    return query.getSingleResult();
  }

  private static void await(CyclicBarrier both) {
    try {
      both.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Throwable failure(Runnable work) {
    return catchThrowable(() ->
        database.inInstallation(() -> {
          work.run();
          return true;
        }));
  }

  private static String logged(Throwable failure) {
    LogFile log = LogFile.fromNow();
    LOG.errorf(failure, "A statement failed");
    LOG.warnf("A statement failed cause=%s", FailureText.of(failure));
    String text = log.text();
    assertThat(text).contains("A statement failed cause=").doesNotContain(CANARY);
    return text;
  }
}
