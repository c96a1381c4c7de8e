package ai.nemorouter.provider.health;

import ai.nemorouter.platform.Node;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.health.ProviderHealth.Report;
import ai.nemorouter.provider.health.ProviderHealth.Trouble;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// What nodes tell of providers, a row for each node and account. In the transaction that the
/// thread is in.
@ApplicationScoped
class HealthRows {
  /// All that a node tells, in one statement.
  private static final String WRITE =
      """
      insert into provider_health (node, account, org_id, name, state, limited, calls, failures, median_ms, slow_ms,
        tokens_per_second, last_error, last_error_at, account_refused_at, paused_keys, models)
      select cast(:node as text), r.account, r.org_id, r.name, r.state, r.limited, r.calls, r.failures, r.median_ms, r.slow_ms,
        r.tokens_per_second, r.last_error, r.last_error_at, r.account_refused_at, r.paused_keys, r.models
      from jsonb_to_recordset(cast(:reports as jsonb)) as r (account text, org_id uuid, name text, state text,
        limited boolean, calls bigint, failures bigint, median_ms bigint, slow_ms bigint, tokens_per_second bigint,
        last_error text, last_error_at timestamptz, account_refused_at timestamptz, paused_keys bigint, models jsonb)
      on conflict (node, account) do update set state = excluded.state, limited = excluded.limited,
        calls = excluded.calls, failures = excluded.failures, median_ms = excluded.median_ms,
        slow_ms = excluded.slow_ms, tokens_per_second = excluded.tokens_per_second,
        last_error = excluded.last_error, last_error_at = excluded.last_error_at,
        account_refused_at = excluded.account_refused_at, paused_keys = excluded.paused_keys,
        models = excluded.models, at = now()
      """;

  private static final String RECENT =
      """
      select node, name, state, limited, calls, failures, median_ms, slow_ms, tokens_per_second, last_error,
        last_error_at, account_refused_at, paused_keys, cast(models as text) as models, at
      from provider_health where at > now() - interval '1 minute' and
      """;

  private final Session session;

  HealthRows(Session session) {
    this.session = session;
  }

  /// Forgets nodes that fell silent long ago.
  void forgetOld() {
    session
        .createNativeMutationQuery(
            "delete from provider_health where at < now() - interval '1 hour'")
        .executeUpdate();
  }

  /// What this node tells now takes the place of what it told before.
  void write(List<Report> reports) {
    ArrayNode rows = Json.object().putArray("reports");
    reports.forEach(report -> rows.add(row(report)));
    session
        .createNativeMutationQuery(WRITE)
        .setParameter("node", Node.name())
        .setParameter("reports", Json.write(rows))
        .executeUpdate();
  }

  /// What nodes that still live told, by the provider's name.
  ///
  /// @param orgId whose providers; null for the installation's own
  List<NodeHealth> recent(@Nullable UUID orgId) {
    NativeQuery<NodeHealth> query =
        session.createNativeQuery(
            RECENT
                + (orgId == null ? "org_id is null" : "org_id = :orgId")
                + " order by name, node",
            NodeHealth.class);
    if (orgId != null) {
      query.setParameter("orgId", orgId);
    }
    return query.getResultList();
  }

  /// Shows the circuits of an account as closed until the nodes tell more.
  void close(String account) {
    session
        .createNativeMutationQuery(
            """
            update provider_health set state = 'closed', paused_keys = 0, models = jsonb_build_object()
            where account = :account
            """)
        .setParameter("account", account)
        .executeUpdate();
  }

  private static ObjectNode row(Report report) {
    Trouble trouble = report.trouble();
    ObjectNode row =
        Json.object()
            .put("account", report.account().text())
            .put("org_id", Objects.toString(report.account().orgId(), null))
            .put("name", report.account().name())
            .put("state", report.state().name().toLowerCase(Locale.ROOT))
            .put("limited", report.limited())
            .put("calls", report.calls())
            .put("failures", report.failures())
            .put("median_ms", report.medianMs())
            .put("slow_ms", report.slowMs())
            .put("tokens_per_second", report.tokensPerSecond())
            .put("last_error", trouble == null ? null : trouble.text())
            .put("last_error_at", trouble == null ? null : trouble.at().toString())
            .put("account_refused_at", Objects.toString(report.accountRefusedAt(), null))
            .put("paused_keys", report.pausedKeys());
    row.set("models", ModelHealth.write(report.models()));
    return row;
  }
}
