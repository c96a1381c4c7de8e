package ai.nemorouter.testsupport;

import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Types;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.spi.JdbiPlugin;

/// Lets the SQL of tests take and return `Money` where a column is a `bigint` of nano-US-dollars.
@ApplicationScoped
public class MoneyColumns implements JdbiPlugin {
  @Override
  public void customizeJdbi(Jdbi jdbi) {
    jdbi.registerColumnMapper(
        Money.class,
        (row, column, context) -> {
          long nanos = row.getLong(column);
          return row.wasNull() ? null : Money.ofNanos(nanos);
        });
    jdbi.registerArgument(new MoneyArgument());
  }

  private static final class MoneyArgument extends AbstractArgumentFactory<Money> {
    MoneyArgument() {
      super(Types.BIGINT);
    }

    @Override
    protected Argument build(Money value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setLong(position, value.nanos());
    }
  }
}
