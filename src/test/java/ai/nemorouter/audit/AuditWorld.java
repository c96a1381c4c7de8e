package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/// Writes entries for tests and looks at them, also as somebody who must not.
@ApplicationScoped
public class AuditWorld {
  private final TestDatabase database;
  private final AuditLog audit;
  private final AuditChains chains;

  AuditWorld(TestDatabase database, AuditLog audit, AuditChains chains) {
    this.database = database;
    this.audit = audit;
    this.chains = chains;
  }

  /// Entries with these actions, each in a transaction of its own.
  public void record(Actor actor, String... actions) {
    for (String action : actions) {
      database.inOrganization(
          actor.orgId(),
          () -> {
            audit.record(
                actor,
                action,
                action.split("\\.", 2)[0] + " thing",
                Changes.none().changed("name", "old " + action, "new " + action));
            return true;
          });
    }
  }

  /// The same, sealed into a block.
  public void sealed(World.Place place, String... actions) {
    record(place.owner(), actions);
    chains.seal(place.orgId());
  }

  /// What an operator did outside organizations, sealed.
  public void sealed(Operator operator, String action) {
    database.inInstallation(() -> {
      audit.record(
          operator,
          action,
          action.split("\\.", 2)[0] + " thing",
          Changes.none().added("name", "new " + action));
      return true;
    });
    chains.seal(AuditLog.INSTALLATION);
  }

  UUID newestOf(UUID log) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select id from audit_entries where org_id = ? order by id desc limit 1", log)
                .mapTo(UUID.class)
                .one());
  }

  public List<String> ask(World.Place place, String query) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(query, place.orgId()).mapTo(String.class).list());
  }

  public UUID idOf(World.Place place, String action) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select id from audit_entries where org_id = ? and action = ?",
                    place.orgId(),
                    action)
                .mapTo(UUID.class)
                .one());
  }

  /// As a superuser of the database who switches the triggers off.
  public void tamper(String sql) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute("set session_replication_role = replica");
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Without switching anything off.
  public static void asSuperuser(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection superuser() throws SQLException {
    String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
    return DriverManager.getConnection(url, "postgres", "");
  }

  /// As if that block's entries were that old.
  public void age(World.Place place, long block, Instant lastAt) {
    tamper(
        "update audit_blocks set last_at = '%s' where org_id = '%s' and number = %d"
            .formatted(lastAt, place.orgId(), block));
  }
}
