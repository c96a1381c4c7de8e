package ai.nemorouter.testsupport;

import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.Session;

/// The application's database for the SQL of tests: in the same transactions, with the same roles,
/// and of an organization's rows those alone that it may see.
@ApplicationScoped
public class TestDatabase {
  private final Database database;
  private final Session session;

  TestDatabase(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  /// What SQL may see of the database.
  public interface View {
    /// Commits when `work` returns; rolls back everything when it throws.
    <T> T inTransaction(Function<Sql, T> work);

    /// For what changes nothing.
    <T> T read(Function<Sql, T> query);

    default void useTransaction(Consumer<Sql> work) {
      inTransaction(sql -> {
        work.accept(sql);
        return true;
      });
    }
  }

  /// The rows of one organization, and what is common to all.
  public View of(UUID orgId) {
    return new OneOrganization(this, orgId);
  }

  /// Everybody's rows.
  public View acrossOrganizations() {
    return new Everything(this);
  }

  private record OneOrganization(TestDatabase tests, UUID orgId) implements View {
    @Override
    public <T> T inTransaction(Function<Sql, T> work) {
      return tests.database.inOrganization(orgId, () -> tests.withSql(work));
    }

    /// In the transaction that the thread is in, if there is one.
    @Override
    public <T> T read(Function<Sql, T> query) {
      return tests.database.joining(orgId, () -> tests.withSql(query));
    }
  }

  private record Everything(TestDatabase tests) implements View {
    @Override
    public <T> T inTransaction(Function<Sql, T> work) {
      return tests.database.inInstallation(() -> tests.withSql(work));
    }

    /// Without a transaction, beside the one that the thread is in.
    @Override
    public <T> T read(Function<Sql, T> query) {
      return tests.database.lookUp(connection -> query.apply(new Sql(connection)));
    }
  }

  /// As part of the transaction that the thread is in: sees what Hibernate has changed in it.
  public <T> T withSql(Function<Sql, T> work) {
    session.flush();
    return session.doReturningWork(connection -> work.apply(new Sql(connection)));
  }

  public void useSql(Consumer<Sql> work) {
    withSql(sql -> {
      work.accept(sql);
      return true;
    });
  }

  public <T> T inOrganization(UUID orgId, Supplier<T> work) {
    return database.inOrganization(orgId, work);
  }

  public <T> T inInstallation(Supplier<T> work) {
    return database.inInstallation(work);
  }

  public Instant now() {
    return database.now();
  }
}
