package ai.nemorouter.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.nemorouter.testsupport.LogFile;
import ai.nemorouter.testsupport.Owner;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/// However a statement fails, what it was about to write is not in the log.
@QuarkusTest
class FailedStatementLogTest {
  private static final Logger LOG = Logger.getLogger(FailedStatementLogTest.class);
  private static final String CANARY = "canary-91c4";

  private final Database database;
  private final Owner owner;

  FailedStatementLogTest(Database database, Owner owner) {
    this.database = database;
    this.owner = owner;
  }

  @Test
  void aUniqueViolationNamesItsConstraintAndNoValue() {
    Consumer<Handle> twice =
        handle -> {
          for (int i = 0; i < 2; i++) {
            handle.execute(
                "insert into users (id, email, name, password_hash) values (?, ?, ?, ?)",
                Ids.next(),
                CANARY + "@example.com",
                CANARY,
                CANARY);
          }
        };

    assertThat(logged(failure(twice))).contains("SQL state 23505").contains("constraint=");
  }

  @Test
  void aLetterThatCannotBeStoredTakesNoArgumentsAlong() {
    Consumer<Handle> nul =
        handle ->
            handle
                .createUpdate("update users set name = :name where email = :email")
                .bind("name", CANARY + "\u0000")
                .bind("email", CANARY)
                .execute();

    assertThat(logged(failure(nul))).contains("SQL state 22");
  }

  @Test
  void aValueOfTheWrongTypeIsNotQuoted() {
    Consumer<Handle> number =
        handle ->
            handle
                .createQuery("select cast(:text as int)")
                .bind("text", CANARY)
                .mapTo(int.class)
                .one();

    assertThat(logged(failure(number))).contains("SQL state 22P02");
  }

  @Test
  void aLostConnectionTakesNoArgumentsAlong() {
    Consumer<Handle> end =
        handle -> {
          int backend = handle.createQuery("select pg_backend_pid()").mapTo(int.class).one();
          owner.useTransaction(other -> other.execute("select pg_terminate_backend(?)", backend));
          handle.createQuery("select :text").bind("text", CANARY).mapTo(String.class).one();
        };

    assertThat(logged(failure(end))).containsPattern("SQL state (57P01|08006)");
  }

  @Test
  void aDeadlockTakesNoArgumentsAlong() {
    CyclicBarrier both = new CyclicBarrier(2);
    List<CompletableFuture<Throwable>> sides =
        Stream.of(List.of(71L, 72L), List.of(72L, 71L))
            .map(order ->
                CompletableFuture.supplyAsync(() -> failure(handle -> lock(handle, order, both))))
            .toList();

    List<Throwable> failures =
        sides.stream().map(CompletableFuture::join).filter(failed -> failed != null).toList();

    assertThat(failures).isNotEmpty();
    assertThat(logged(failures.getFirst())).contains("SQL state 40P01: deadlock detected");
  }

  private static void lock(Handle handle, List<Long> order, CyclicBarrier both) {
    for (long number : order) {
      handle
          .createQuery("select 1 from pg_advisory_xact_lock(:number) where :text <> ''")
          .bind("number", number)
          .bind("text", CANARY)
          .mapTo(int.class)
          .list();
      if (number == order.getFirst()) {
        await(both);
      }
    }
  }

  private static void await(CyclicBarrier both) {
    try {
      both.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Throwable failure(Consumer<Handle> work) {
    return catchThrowable(() -> database.acrossOrganizations().useTransaction(work));
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
