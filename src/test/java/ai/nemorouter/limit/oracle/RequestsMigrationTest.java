package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Until version 35 each further attempt was a call of its own. Rows of that time become requests
/// with attempts, and no sum changes.
class RequestsMigrationTest {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final int LAST_BEFORE = 30;

  /// Two organizations with two teams of two keys, whose 400 requests took one to three attempts,
  /// some of them on both sides of an hour, some refused, some cancelled, all counted in the
  /// credit.
  private static final String ROWS =
      """
      select setseed(0.4711);
      insert into organizations (id, slug, name) select ('00000000-0000-4000-8000-00000000000' || o)::uuid, 'org-' || o, 'Org ' || o
        from generate_series(1, 2) o;
      insert into teams (org_id, id, name) select g.id, gen_random_uuid(), 'Team ' || t from organizations g, generate_series(1, 2) t;
      insert into keys (org_id, id, team_id, name, secret_hash, last_four, created_by)
        select t.org_id, gen_random_uuid(), t.id, 'K' || k, decode(md5(t.id::text || k), 'hex'), '0000', 'test' from teams t, generate_series(1, 2) k;
      insert into prices (provider, model, input, cached_input, cache_write, output, source)
        values ('east', 'a/m', 1, 1, 1, 1, 'test');
      insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
        select id, gen_random_uuid(), 'organization', id, 'credit', 'usd', 'total', 1000000000000 from organizations;
      insert into journal_entries (org_id, id, kind, note, created_by) select id, id, 'grant', 'test', 'test' from organizations;
      insert into journal_postings (org_id, entry_id, account, amount)
        select id, id, a, case a when 'customer_credit' then -1000000000000 else 1000000000000 end
          from organizations, unnest(array['customer_credit', 'operator_grants']) a;
      with made as (
        select k.org_id, k.team_id, k.id key_id, n, 1 + (random() * 2)::int tries,
               timestamptz '2026-10-01 00:00:00+00' + n * interval '7 minutes 13 seconds' + random() * interval '1 second' begun
          from keys k, generate_series(1, 50) n),
      tried as (
        select m.*, try, case try when 1 then null else m.n end again,
               (left(first_id_of(m.begun + (try - 1) * interval '40 seconds')::text, 24) || substr(md5(m.key_id::text || m.n || try), 1, 12))::uuid id,
               m.begun + (try - 1) * interval '40 seconds' starts
          from made m cross join lateral generate_series(1, m.tries) try)
      insert into calls (org_id, id, request_id, team_id, key_id, started_at, finished_at, status, http_status, requested_model, model,
        provider, price_id, streamed, sent, prompt_tokens, completion_tokens, held, held_tokens, cost, cost_source, window_ids, duration_ms)
      select t.org_id, t.id, case when t.try > 1 then (select f.id from tried f where f.key_id = t.key_id and f.n = t.n and f.try = 1) end,
             t.team_id, t.key_id, t.starts, t.starts + interval '2 seconds',
             case when t.try < t.tries then 'failed' when random() < 0.2 then 'refused' when random() < 0.2 then 'cancelled' else 'ok' end,
             200, 'a/m', 'a/m', 'east', (select id from prices where source = 'test'), false, t.try < t.tries or random() < 0.9, 10, t.try,
             5000, 100, x.cost, 'provider', array[w.id], 2000 * t.try
        from tried t
        join limits l on l.org_id = t.org_id and l.kind = 'credit'
        join windows w on w.org_id = t.org_id and w.limit_id = l.id
        cross join lateral (select (random() * 4000)::bigint + t.try cost) x;
      update windows w set used = (select sum(c.cost) from calls c where c.org_id = w.org_id);
      """;

  private static final String SUMS =
      """
      select org_id || ' ' || coalesce(team_id::text, '-') || ' ' || coalesce(key_id::text, '-') || ' ' || coalesce(hour::text, '-')
             || ' ' || cost
        from (select org_id, team_id, key_id, hour, sum(cost) cost
                from (select c.*, date_trunc('hour', started_at, 'UTC') as hour from %s c) c
               group by grouping sets ((org_id), (org_id, team_id), (org_id, key_id), (org_id, hour), (org_id, key_id, hour))) s
       order by 1
      """;

  private static final String USED = "select id || ' ' || used from windows order by 1";
  private static final String REQUESTS_BEFORE =
      """
      select coalesce(request_id, id) || ' ' || sum(cost) || ' ' || count(*) from calls group by coalesce(request_id, id) order by 1
      """;
  private static final String REQUESTS =
      "select id || ' ' || cost || ' ' || attempts from calls order by 1";

  @Test
  void rowsOfTriesBecomeRequestsAndNoSumChanges() throws IOException, SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
        Connection connection =
            DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"))) {
      runAll(connection, versions(0, LAST_BEFORE));
      run(connection, ROWS);
      List<String> sums = texts(connection, SUMS.formatted("calls"));
      List<String> used = texts(connection, USED);
      List<String> requests = texts(connection, REQUESTS_BEFORE);
      List<String> attempts = texts(connection, "select count(*) from calls");
      assertThat(sums).hasSizeGreaterThan(80);

      runAll(connection, versions(LAST_BEFORE + 1, Integer.MAX_VALUE));
      runAll(connection, repeatables());

      assertThat(texts(connection, SUMS.formatted("charges"))).isEqualTo(sums);
      assertThat(texts(connection, USED)).isEqualTo(used);
      assertThat(texts(connection, REQUESTS)).isEqualTo(requests).hasSize(400);
      assertThat(texts(connection, "select count(*) from every_attempt")).isEqualTo(attempts);
      assertThat(texts(connection, "select sum(requests) from charges")).containsExactly("400");
      assertThat(texts(connection, "select d.detail from organizations o, book_deviations(o.id) d"))
          .isEmpty();
    }
  }

  private static void runAll(Connection connection, List<Path> files)
      throws IOException, SQLException {
    for (Path file : files) {
      run(connection, Files.readString(file));
    }
  }

  private static List<Path> versions(int from, int to) throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("V"))
          .filter(file -> version(file) >= from && version(file) <= to)
          .sorted(Comparator.comparingInt(RequestsMigrationTest::version))
          .toList();
    }
  }

  private static List<Path> repeatables() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files.filter(file -> file.getFileName().toString().startsWith("R")).sorted().toList();
    }
  }

  private static int version(Path migration) {
    return Integer.parseInt(migration.getFileName().toString().replaceAll("\\AV(\\d+)__.*", "$1"));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
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
