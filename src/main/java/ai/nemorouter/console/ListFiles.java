package ai.nemorouter.console;

import ai.nemorouter.key.overview.MemberOverview;
import ai.nemorouter.key.overview.TeamOverview;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.CsvTable;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lists of teams and of members as files.
final class ListFiles {
  private ListFiles() {}

  static Response teams(List<TeamOverview> teams) {
    CsvTable table =
        new CsvTable(
            "id",
            "name",
            "spend_this_month_usd",
            "tightest_limit",
            "tightest_limit_used_percent",
            "tightest_limit_resets_at",
            "people",
            "active_keys",
            "last_request_at",
            "created_at",
            "archived_at");
    for (TeamOverview team : teams) {
      Money spend = team.spend();
      LimitStatus tightest = team.tightest();
      table.add(
          team.id(),
          team.name(),
          spend == null ? null : spend.usd(),
          words(tightest),
          tightest == null ? null : tightest.percent(),
          tightest == null ? null : tightest.resetsAt(),
          team.people(),
          team.keys(),
          team.lastUsedAt(),
          team.createdAt(),
          team.archivedAt());
    }
    return table.download("teams");
  }

  static Response members(List<MemberOverview> members) {
    CsvTable table =
        new CsvTable(
            "id",
            "name",
            "email",
            "role",
            "teams",
            "status",
            "last_seen_at",
            "keys_in_use",
            "spend_this_month_usd",
            "tightest_limit",
            "tightest_limit_used_percent",
            "member_since");
    for (MemberOverview overview : members) {
      LimitStatus tightest = overview.tightest();
      table.add(
          overview.member().userId(),
          overview.member().name(),
          overview.member().email(),
          overview.roleName(),
          overview.teamsText(),
          overview.state(),
          overview.account().lastSeenAt(),
          overview.keys(),
          overview.spend() == null ? null : overview.spend().usd(),
          words(tightest),
          tightest == null ? null : tightest.percent(),
          overview.member().joinedAt());
    }
    return table.download("members");
  }

  private static @Nullable String words(@Nullable LimitStatus status) {
    return status == null ? null : status.usedOfAllowed() + " " + status.limit().period().label();
  }
}
