package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.Sql;
import ai.nemorouter.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever ends somebody's right to call waits for the holds that are being decided, so that none
/// is granted after it has returned.
@QuarkusTest
class EndingsTest {
  @Inject TestDatabase database;
  @Inject Owner owner;
  @Inject GatewayWorld gateway;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update keys set revoked_at = now() where org_id = ?",
        "update keys set disabled_at = now() where org_id = ?",
        "update keys set previous_until = now() where org_id = ?",
        "update teams set archived_at = now() where org_id = ?",
        "update organizations set suspended_at = now() where id = ?"
      })
  void itIsCommittedOnlyAfterTheBatchThatMayNotHaveSeenIt(String ending) throws Exception {
    // There was no call yet, so even the first batch of holds is waited for.
    Caller caller = gateway.callerWithCredit("1");
    UUID orgId = caller.place().orgId();
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> ended =
          owner.inTransaction(batch -> {
            batch.execute("select from windows where org_id = ? for update", orgId);
            Future<?> change =
                others.submit(() ->
                    database
                        .of(orgId)
                        .useTransaction(
                            handle -> assertThat(handle.execute(ending, orgId)).isPositive()));
            await().until(() -> isSomebodyWaiting(batch));
            assertThat(change.isDone()).isFalse();
            return change;
          });
      ended.get();
    }
  }

  private static boolean isSomebodyWaiting(Sql batch) {
    return batch
        .createQuery(
            """
            select exists (select from pg_locks
              where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))
            """)
        .mapTo(Boolean.class)
        .one();
  }
}
