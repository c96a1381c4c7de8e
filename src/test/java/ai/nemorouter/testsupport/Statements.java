package ai.nemorouter.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.jspecify.annotations.Nullable;

/// Counts the statements that Hibernate sends for the thread that asks. What the application does
/// in the background meanwhile does not count.
@PersistenceUnitExtension
public class Statements implements StatementInspector {
  private static final long serialVersionUID = 1L;

  private static final ThreadLocal<@Nullable AtomicLong> COUNTED = new ThreadLocal<>();

  @Override
  public String inspect(String sql) {
    AtomicLong count = COUNTED.get();
    if (count != null) {
      count.incrementAndGet();
    }
    return sql;
  }

  /// How many statements a list takes.
  ///
  /// @param list answers how many rows it found
  /// @param atLeast how many it has to find
  public long of(LongSupplier list, int atLeast) {
    AtomicLong count = new AtomicLong();
    COUNTED.set(count);
    try {
      assertThat(list.getAsLong()).isGreaterThanOrEqualTo(atLeast);
    } finally {
      COUNTED.remove();
    }
    return count.get();
  }
}
