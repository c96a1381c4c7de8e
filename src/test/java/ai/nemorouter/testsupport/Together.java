package ai.nemorouter.testsupport;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Does several things at the same time that have nothing to do with each other, for tests that
/// walk through many pages or wait for many answers.
public final class Together {
  private static final int AT_ONCE = 8;

  private Together() {}

  /// Returns when all are done.
  ///
  /// @throws AssertionError with the first failure; all others are suppressed in it
  public static <T> void each(Collection<T> items, Consumer<T> work) {
    List<Throwable> failures = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<? extends Future<?>> all =
          items.stream().map(item -> threads.submit(() -> work.accept(item))).toList();
      for (Future<?> one : all) {
        try {
          one.get();
        } catch (ExecutionException e) {
          failures.add(e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      AssertionError first =
          new AssertionError(failures.getFirst().getMessage(), failures.getFirst());
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
