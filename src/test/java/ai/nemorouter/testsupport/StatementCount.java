package ai.nemorouter.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.LongSupplier;
import org.hibernate.SessionFactory;

/// Counts the statements that Hibernate has the database prepare. No other test runs meanwhile.
@ApplicationScoped
public class StatementCount {
  private final SessionFactory sessions;

  StatementCount(SessionFactory sessions) {
    this.sessions = sessions;
  }

  /// How many a list takes.
  ///
  /// @param list says how much it found
  /// @param least what it has to find
  public long of(int least, LongSupplier list) {
    long before = sessions.getStatistics().getPrepareStatementCount();
    assertThat(list.getAsLong()).isGreaterThanOrEqualTo(least);
    return sessions.getStatistics().getPrepareStatementCount() - before;
  }
}
