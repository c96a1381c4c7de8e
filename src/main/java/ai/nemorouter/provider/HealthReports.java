package ai.nemorouter.provider;

import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Node;
import ai.nemorouter.provider.ProviderHealth.Account;
import ai.nemorouter.provider.ProviderHealth.Report;
import ai.nemorouter.provider.ProviderHealth.Trouble;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// Lets people see how providers do on every node, and close circuits on all of them: each node
/// writes down now and then what it knows, and asks what was closed.
@ApplicationScoped
public class HealthReports {
  private static final RowMapper<NodeHealth> ROW = ConstructorMapper.of(NodeHealth.class);

  private final Database database;
  private final AuditLog audit;
  private final ProviderHealth health;
  private volatile long seenClosings;

  HealthReports(Database database, AuditLog audit, ProviderHealth health) {
    this.database = database;
    this.audit = audit;
    this.health = health;
  }

  /// Circuits are closed when a node starts: what was asked before means nothing to it.
  void start(@Observes StartupEvent event) {
    seenClosings =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery("select coalesce(max(version), 0) from provider_closings")
                    .mapTo(Long.class)
                    .one());
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  void write() {
    List<Report> reports = health.reports();
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute("delete from provider_health where at < now() - interval '1 hour'");
          if (reports.isEmpty()) {
            return;
          }
          PreparedBatch batch = handle.prepareBatch(WRITE);
          reports.forEach(report -> bind(batch, report).add());
          batch.execute();
        });
  }

  @Scheduled(every = "3s", concurrentExecution = ConcurrentExecution.SKIP)
  synchronized void followClosings() {
    List<Closing> closings =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery(
                        "select account, version from provider_closings where version > :seen order by version")
                    .bind("seen", seenClosings)
                    .map(ConstructorMapper.of(Closing.class))
                    .list());
    for (Closing closing : closings) {
      health.close(Account.of(closing.account()));
      seenClosings = closing.version();
    }
  }

  /// A circuit that was closed.
  public record Closing(String account, long version) {}

  /// How each of the holder's providers does, by name; those that nobody called lately are missing.
  public Map<String, ProviderCondition> conditions(Holder holder) {
    holder.authorizeOrThrow(Permission.VIEW_PROVIDERS);
    Map<String, ProviderCondition> conditions = new TreeMap<>();
    holder
        .in(database)
        .read(handle -> rows(handle, holder.orgId()))
        .forEach(row ->
            conditions.merge(
                row.name(), new ProviderCondition(List.of(row)), ProviderCondition::with));
    return conditions;
  }

  /// How one provider does.
  public ProviderCondition condition(Holder holder, String name) {
    return conditions(holder).getOrDefault(name, ProviderCondition.UNKNOWN);
  }

  /// Lets all calls to the provider through again, of whatever model and key: on this node at once
  /// and on the others in seconds.
  public void close(Holder holder, String name) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    Account account = new Account(holder.orgId(), name);
    holder
        .in(database)
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  """
                  insert into provider_closings (account, org_id, version) values (:account, :orgId, :version)
                  on conflict (account) do update set version = excluded.version
                  """)
              .bind("account", account.text())
              .bind("orgId", holder.orgId())
              .bind("version", ProviderRows.nextVersion(handle))
              .execute();
          handle.execute(
              "update provider_health set state = 'closed', paused_keys = 0, models = '{}' where account = ?",
              account.text());
          Changes changes = Changes.none().about("name", name).added("circuit", "closed");
          switch (holder) {
            case Holder.Installation(var operator) ->
                audit.record(
                    handle, operator, "provider.circuit_closed", "provider " + name, changes);
            case Holder.Own(var actor) ->
                audit.record(handle, actor, "provider.circuit_closed", "provider " + name, changes);
          }
        });
    health.close(account);
  }

  /// What nodes that still live told.
  private static List<NodeHealth> rows(Handle handle, @Nullable UUID orgId) {
    return handle
        .createQuery(
            """
            select node, name, state, limited, calls, failures, median_ms, slow_ms, tokens_per_second, last_error,
                   last_error_at, account_refused_at, paused_keys, models::text models, at
            from provider_health where %s and at > now() - interval '1 minute' order by name, node
            """
                .formatted(orgId == null ? "org_id is null" : "org_id = :orgId"))
        .bindMap(orgId == null ? Map.of() : Map.of("orgId", orgId))
        .map(ROW)
        .list();
  }

  private static PreparedBatch bind(PreparedBatch batch, Report report) {
    Trouble trouble = report.trouble();
    return batch
        .bind("node", Node.name())
        .bind("account", report.account().text())
        .bind("orgId", report.account().orgId())
        .bind("name", report.account().name())
        .bind("state", report.state().name().toLowerCase(Locale.ROOT))
        .bind("limited", report.limited())
        .bind("calls", report.calls())
        .bind("failures", report.failures())
        .bind("medianMs", report.medianMs())
        .bind("slowMs", report.slowMs())
        .bind("tokensPerSecond", report.tokensPerSecond())
        .bind("lastError", trouble == null ? null : trouble.text())
        .bind("lastErrorAt", trouble == null ? null : trouble.at())
        .bind("accountRefusedAt", report.accountRefusedAt())
        .bind("pausedKeys", report.pausedKeys())
        .bind("models", ModelHealth.write(report.models()));
  }

  private static final String WRITE =
      """
      insert into provider_health (node, account, org_id, name, state, limited, calls, failures, median_ms, slow_ms,
        tokens_per_second, last_error, last_error_at, account_refused_at, paused_keys, models)
      values (:node, :account, :orgId, :name, :state, :limited, :calls, :failures, :medianMs, :slowMs,
        :tokensPerSecond, :lastError, :lastErrorAt, :accountRefusedAt, :pausedKeys, cast(:models as jsonb))
      on conflict (node, account) do update set state = excluded.state, limited = excluded.limited,
        calls = excluded.calls, failures = excluded.failures, median_ms = excluded.median_ms,
        slow_ms = excluded.slow_ms, tokens_per_second = excluded.tokens_per_second,
        last_error = excluded.last_error, last_error_at = excluded.last_error_at,
        account_refused_at = excluded.account_refused_at, paused_keys = excluded.paused_keys,
        models = excluded.models, at = now()
      """;
}
