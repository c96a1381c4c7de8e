package ai.nemorouter.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.LongSupplier;
import org.hibernate.SessionFactory;

/// Counts the statements that Hibernate sends.
@ApplicationScoped
public class Statements {
  private final SessionFactory sessions;

  Statements(SessionFactory sessions) {
    this.sessions = sessions;
  }

  /// How many statements a list takes.
  ///
  /// @param list answers how many rows it found
  /// @param atLeast how many it has to find
  public long of(LongSupplier list, int atLeast) {
    long before = sessions.getStatistics().getPrepareStatementCount();
    assertThat(list.getAsLong()).isGreaterThanOrEqualTo(atLeast);
    return sessions.getStatistics().getPrepareStatementCount() - before;
  }
}
