package ai.nemorouter.key.page;

import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.CsvTable;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of keys as a file.
final class KeysFile {
  private KeysFile() {}

  static Response of(List<KeyOverview> keys) {
    CsvTable table =
        new CsvTable(
            "id",
            "name",
            "secret",
            "team",
            "owner",
            "owner_email",
            "status",
            "spend_this_month_usd",
            "spend_total_usd",
            "limit_used_usd",
            "limit_usd",
            "limit_period",
            "limit_resets_at",
            "tightest_limit_used_percent",
            "requests_last_14_days",
            "refusals_last_24_hours",
            "last_used_at",
            "created_at",
            "expires_at");
    keys.forEach(key -> add(table, key));
    return table.download("keys");
  }

  private static void add(CsvTable table, KeyOverview overview) {
    Key key = overview.key();
    KeyOverview.Owner owner = overview.owner();
    LimitStatus budget = overview.budget();
    table.add(
        key.id(),
        key.name(),
        key.label(),
        overview.teamName(),
        owner == null ? null : owner.name(),
        owner == null ? null : owner.email(),
        overview.standing().label(),
        overview.spend().month().usd(),
        overview.spend().total().usd(),
        budget == null ? null : Money.ofNanos(budget.used()).usd(),
        budget == null ? null : Money.ofNanos(budget.allowed()).usd(),
        budget == null ? null : budget.limit().period().column(),
        budget == null ? null : budget.resetsAt(),
        percent(overview.tightest()),
        overview.use().total(),
        overview.refusals(),
        key.lastUsedAt(),
        key.createdAt(),
        key.expiresAt());
  }

  private static @Nullable Integer percent(@Nullable LimitStatus tightest) {
    return tightest == null ? null : tightest.percent();
  }
}
