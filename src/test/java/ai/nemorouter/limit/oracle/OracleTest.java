package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The engine on real PostgreSQL does what the model says, in thousands of random sequences.
/// `-Dnemorouter.seed=` replays one of them, `-Dnemorouter.sequences=` says how many to try.
class OracleTest {
  private static final int SEQUENCES = 2000;
  private static final int WORKERS = 2;

  @Test
  void theEngineAnswersAndBooksAsTheModelDoes() throws Exception {
    Long only = Long.getLong("nemorouter.seed");
    int count = only == null ? Integer.getInteger("nemorouter.sequences", SEQUENCES) : 1;
    // First the seeds that show faults in `MutationTest`, which without a fault must show none.
    long unseen = System.nanoTime();
    LongUnaryOperator seeds =
        i -> only != null ? only : i < MutationTest.SEQUENCES ? i + 1 : unseen + i;
    AtomicLong next = new AtomicLong();
    List<Callable<Optional<String>>> workers =
        IntStream.range(0, WORKERS)
            .<Callable<Optional<String>>>mapToObj(_ -> () -> work(seeds, next, count))
            .toList();
    List<String> deviations = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(WORKERS)) {
      for (Future<Optional<String>> found : pool.invokeAll(workers)) {
        found.get().ifPresent(deviations::add);
      }
    }
    assertThat(String.join("\n\n", deviations)).isEmpty();
  }

  private static Optional<String> work(LongUnaryOperator seeds, AtomicLong next, long count)
      throws SQLException {
    try (EngineServer.Database database = EngineServer.shared().database();
        Sequences sequences = new Sequences(database)) {
      for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        long seed = seeds.applyAsLong(i);
        if (sequences.run(Sequence.of(seed)).isPresent()) {
          next.set(count);
          return Optional.of(sequences.explain(seed));
        }
      }
      return Optional.empty();
    }
  }
}
