package ai.nemorouter.benchmark;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What became of the calls, by the clients, by the gateway's books and by the provider's own log.
///
/// @param charged what each call that cost something was charged, by the provider's id of its
///   answer, in nano-US-dollars
/// @param largestHold the most that one call reserved
/// @param left what is still held, which should be nothing
record CapsReport(
    Map<Integer, Integer> statuses,
    Map<String, Long> charged,
    Map<String, Long> bill,
    int served,
    long largestHold,
    long left) {
  private static final int SETTLE_SECONDS_MAX = 20;

  static CapsReport of(String url, Map<Integer, Integer> statuses, CountingProvider provider)
      throws SQLException, InterruptedException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      long left = number(sql, "select count(*) from holds");
      for (int second = 0; second < SETTLE_SECONDS_MAX && left > 0; second++) {
        TimeUnit.SECONDS.sleep(1);
        left = number(sql, "select count(*) from holds");
      }
      Map<String, Long> charged = new HashMap<>();
      try (ResultSet rows =
          sql.executeQuery("select upstream_id, cost from calls where status <> 'refused'")) {
        while (rows.next()) {
          charged.put(rows.getString(1), rows.getLong(2));
        }
      }
      long largest = number(sql, "select max(held) from calls");
      return new CapsReport(statuses, charged, provider.bill(), provider.requests(), largest, left);
    }
  }

  boolean holds(long budget) {
    return overspend(budget) == 0 && charged.equals(bill) && left == 0 && served > 0;
  }

  private long overspend(long budget) {
    return Math.max(0, spent() - budget);
  }

  private long spent() {
    return charged.values().stream().mapToLong(Long::longValue).sum();
  }

  String text(int calls, long budget) {
    return String.format(
        Locale.ROOT,
        """
        %,d calls at the same moment, on two nodes, with one key whose budget is %s.
        Each may cost up to %s.

          let through                 %,5d
          refused, budget used up     %,5d   (402)
          refused, budget held        %,5d   (429: calls under way held the rest)
          other answers               %,5d
          the provider served         %,5d
          the provider's log says     %s
          charged                     %s   %s
          still held                  %,5d
          overspend                   %s
        """,
        calls,
        usd(budget),
        usd(largestHold),
        count(200),
        count(402),
        count(429),
        calls - count(200) - count(402) - count(429),
        served,
        usd(bill.values().stream().mapToLong(Long::longValue).sum()),
        usd(spent()),
        charged.equals(bill)
            ? "(the same, call by call)"
            : "(WRONG: not what the provider's log says)",
        left,
        usd(overspend(budget)));
  }

  private int count(int status) {
    return statuses.getOrDefault(status, 0);
  }

  private static String usd(long nanos) {
    return "$" + BigDecimal.valueOf(nanos, 9).setScale(6, RoundingMode.UP);
  }

  private static long number(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
