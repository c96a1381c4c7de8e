package ai.nemorouter.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Whether the books of all organizations agree with themselves, once nothing is under way. The
/// queries are the test's own, written from what the tables mean, so that a mistake of the product
/// cannot hide in its own check.
public final class BooksCheck {
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  static {
    RULES.put(
        "what a window holds is what the holds say",
        """
        select w.id::text || ': ' || w.held from windows w
         where w.held <> (select coalesce(sum(h.amounts[array_position(h.window_ids, w.id)]), 0)
                            from holds h where h.org_id = w.org_id and w.id = any(h.window_ids))
        """);
    RULES.put(
        "what a window has used is what its calls cost",
        """
        select w.id::text || ' in ' || w.unit || ': ' || w.used || ' and not ' || c.used
          from windows w
         cross join lateral (
           select w.carried + coalesce(sum(case w.unit
                    when 'usd' then c.cost
                    when 'tokens' then coalesce(c.prompt_tokens, 0) + coalesce(c.completion_tokens, 0)
                    when 'requests' then c.sent::int
                    else 0 end), 0) used
             from every_attempt c where c.org_id = w.org_id and w.id = any(c.window_ids)) c
         where w.used <> c.used
        """);
    RULES.put(
        "no cap is exceeded, except by a call that is marked",
        """
        select w.id::text || ': ' || w.used + w.held || ' of ' || l.amount
          from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id
         where w.used + w.held > l.amount and l.lowered_at is null
           and not exists (select from every_attempt c
                            where c.org_id = w.org_id and w.id = any(c.window_ids) and (c.overrun or c.late))
        """);
    RULES.put(
        "a call is either held or recorded",
        "select c.requested_model from every_attempt c join holds h on h.org_id = c.org_id and h.id = c.id");
    RULES.put("no hold is left", "select h.requested_model from holds h");
    RULES.put(
        "a call that left for a provider was held for",
        """
        select c.requested_model || ' ' || c.status from every_attempt c join prices p on p.id = c.price_id
         where (c.sent or c.cost > 0) and p.input + p.output + coalesce(p.unit_price, 0) > 0
           and (c.held = 0 or cardinality(c.window_ids) = 0)
        """);
    RULES.put(
        "each cost follows from its tokens and its price version",
        """
        select c.requested_model || ' ' || c.status || ': ' || c.cost || ' for ' || c.prompt_tokens || ' and '
               || coalesce(c.completion_tokens, 0)
          from every_attempt c join prices p on p.id = c.price_id
         where c.cost_source in ('catalog', 'estimate') and coalesce(c.cached_tokens, 0) + coalesce(c.cache_write_tokens, 0) = 0
           and coalesce(c.audio_prompt_tokens, 0) + coalesce(c.audio_completion_tokens, 0) = 0
           and c.cost <> ceil((c.prompt_tokens * p.input + coalesce(c.completion_tokens, 0) * p.output
                               + coalesce(c.units, 0) * coalesce(p.unit_price, 0))::numeric / 1000000)
        """);
    RULES.put(
        "a request is the sum of its attempts",
        """
        select c.requested_model || ' ' || c.status || ': ' || c.cost || ' in ' || c.attempts
          from calls c
         cross join lateral (
           select coalesce(sum(e.cost), 0) cost, count(*) attempts
             from every_attempt e where e.org_id = c.org_id and e.request_id = c.id) e
         where c.cost <> e.cost or c.attempts <> e.attempts
        """);
    RULES.put(
        "what costs something says where the figure comes from",
        "select c.requested_model from every_attempt c where c.cost > 0 and c.cost_source is null");
  }

  private BooksCheck() {}

  public static void assertClean(Connection connection) throws SQLException {
    List<String> deviations = new ArrayList<>();
    for (Map.Entry<String, String> rule : RULES.entrySet()) {
      for (String found : texts(connection, rule.getValue())) {
        deviations.add("Not so: " + rule.getKey() + ": " + found);
      }
    }
    // The product's own check must find nothing either.
    if (texts(connection, "select to_regproc('book_deviations')::text").getFirst() != null) {
      deviations.addAll(
          texts(connection, "select d::text from organizations o, book_deviations(o.id) d"));
    }
    assertThat(deviations).isEmpty();
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }
}
