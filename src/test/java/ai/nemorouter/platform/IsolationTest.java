package ai.nemorouter.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.console.FurnishedOrganization;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.World;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What somebody could reach who gets to write SQL of their own as the console or as the gateway.
@QuarkusTest
class IsolationTest {
  private static final String NOT_ALLOWED = "42501";

  /// Tables that the console reads and that belong to no organization: none of them holds anybody's
  /// secret.
  private static final Set<String> COMMON =
      Set.of(
          "prices",
          "price_withdrawals",
          "catalog_settings",
          "catalog_version",
          "provider_changes",
          "guardrail_changes",
          "fee_versions",
          "payment_policies");

  /// Their rows are about rows of other tables.
  private static final Set<String> AFTER_OTHERS =
      Set.of(
          "alert_deliveries",
          "refunds",
          "disputes",
          "credit_statement_lines",
          "guardrail_exceptions");

  /// Tables that need something in them before there is something to protect.
  private static final Map<String, String> ROWS =
      Map.ofEntries(
          Map.entry(
              "roles",
              "(org_id, slug, name, level, permissions) values (?, 'ops', 'Ops', 'team', '{}')"),
          Map.entry(
              "team_members",
              "(org_id, team_id, user_id, role) select org_id, (select id from teams t where t.org_id = m.org_id limit 1), user_id, 'lead' from members m where org_id = ? limit 1"),
          Map.entry(
              "management_keys",
              "(org_id, id, name, secret_hash, last_four) values (?, gen_random_uuid(), 'ci', sha256(random()::text::bytea), 'abcd')"),
          Map.entry(
              "holds",
              "(org_id, id, team_id, key_id, amount, floor, window_ids, requested_model, model, provider, streamed, node, placed_at, expires_at) values (?, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 0, 0, '{}', 'a/b', 'a/b', 'p', false, 'gone', now(), now() + interval '1 day')"),
          Map.entry(
              "alert_channels",
              "(org_id, id, kind, name, target, from_percent, forecasts, created_by) values (?, gen_random_uuid(), 'email', 'ops', 'a@example.com', 80, true, 'Ada')"),
          Map.entry(
              "alerts",
              "(org_id, id, kind, window_id, threshold, limit_id, scope, scope_id, scope_name, credit, unit, period, allowed, used, starts_at, ends_at) values (?, gen_random_uuid(), 'threshold', 1, 80, gen_random_uuid(), 'team', gen_random_uuid(), 'ops', false, 'usd', 'day', 1, 1, now(), now())"),
          Map.entry(
              "alert_deliveries",
              "(org_id, id, alert_id, channel_id, state) select a.org_id, gen_random_uuid(), a.id, c.id, 'failed' from alerts a join alert_channels c using (org_id) where a.org_id = ? limit 1"),
          Map.entry(
              "audit_blocks",
              "(org_id, number, previous, hash, entries, sealed_at, last_at, expired_at) values (?, 1, repeat('0', 64), repeat('0', 64), 1, now(), now(), now())"),
          Map.entry("audit_settings", "(org_id) values (?)"),
          Map.entry(
              "usage_days",
              "select ?, now(), gen_random_uuid(), null, gen_random_uuid(), 'a/b', null, 'ok', false, 1, 1, 0, 0, 0, 0"),
          Map.entry("usage_marks", "values (?, now())"),
          Map.entry("usage_changes", "values (?, now())"),
          Map.entry("sso_settings", "(org_id) values (?)"),
          Map.entry(
              "sso_rules",
              "(org_id, id, claim, value, role) values (?, gen_random_uuid(), 'group', 'ops', 'member')"),
          Map.entry(
              "sso_domains",
              "(org_id, domain, requested_by) values (?, gen_random_uuid()::text || '.example', 'Ada')"),
          Map.entry(
              "invitation_teams",
              "(org_id, invitation_id, team_id, role, permissions) select i.org_id, i.id, (select t.id from teams t where t.org_id = i.org_id limit 1), 'lead', '{}' from invitations i where i.org_id = ? limit 1"),
          Map.entry(
              "purchases",
              "(org_id, id, status, credit, fee, tax, total, fee_version, fee_basis_points, fee_minimum, tax_name, tax_basis_points, tax_base, buyer_name, created_at, checked_at) values (?, gen_random_uuid(), 'created', 10000000, 0, 0, 10000000, 0, 0, 0, 'Tax', 0, 'fee', 'Ada', now(), now())"),
          Map.entry(
              "hidden_first_steps",
              "(org_id, user_id) select o.id, u.id from organizations o, users u where o.id = ? limit 1"),
          Map.entry(
              "report_schedules",
              "(org_id, id, user_id, frequency, grouped_by, next_on) select o.id, gen_random_uuid(), u.id, 'week', 'team', current_date + 9999 from organizations o, users u where o.id = ? limit 1"),
          Map.entry(
              "saved_views",
              "(org_id, id, name, query, created_by, created_at) values (?, gen_random_uuid(), 'Errors', 'status=failed', 'Ada', now())"),
          Map.entry(
              "app_codes",
              "(org_id, id, code_hash, challenge, user_id, team_id, app, name, expires_at) select m.org_id, gen_random_uuid(), sha256(random()::text::bytea), repeat('a', 43), m.user_id, (select t.id from teams t where t.org_id = m.org_id limit 1), 'example.com', 'example.com', now() from members m where m.org_id = ? limit 1"),
          Map.entry("billing_details", "(org_id, id) values (?, gen_random_uuid())"),
          Map.entry(
              "top_ups",
              "(org_id, id, threshold, amount, ceiling, set_by) values (?, gen_random_uuid(), 1, 1, 1, 'Ada')"),
          Map.entry(
              "credit_grants",
              "(org_id, id, kind, amount, remaining) select e.org_id, e.id, 'grant', 1, 1 from journal_entries e where e.org_id = ? limit 1"),
          Map.entry(
              "credit_statements",
              "(org_id, id, month, zone, starts_at, ends_at, kept_until, next_at, opening, closing, charged) values (?, gen_random_uuid(), '2026-01-01', 'UTC', '2026-01-01', '2026-02-01', '2026-01-01', '2026-01-02', 0, 0, 0)"),
          Map.entry(
              "credit_statement_lines",
              "(org_id, statement_id, position, at, kind, note, created_by, amount, balance) select s.org_id, s.id, 1, now(), 'usage', '', '', 0, 0 from credit_statements s where s.org_id = ? and s.closed_at is null"),
          Map.entry(
              "refunds",
              "(org_id, id, purchase_id, status, origin, credit, fee, tax, total, reason, requested_by, created_at, checked_at) select p.org_id, gen_random_uuid(), p.id, 'created', 'operator', 10000000, 0, 0, 10000000, 'none', 'Ada', now(), now() from purchases p where p.org_id = ? limit 1"),
          Map.entry(
              "disputes",
              "(org_id, id, purchase_id, provider_id, status, credit, fee, tax, total, voided, reason, opened_at, checked_at) select p.org_id, gen_random_uuid(), p.id, gen_random_uuid()::text, 'won', 0, 0, 0, 0, 0, 'none', now(), now() from purchases p where p.org_id = ? limit 1"),
          Map.entry(
              "guardrail_screenings",
              "(org_id, call_id, team_id, key_id, at, model, verdict, rules) values (?, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), 'a/b', 'allowed', '[]')"),
          Map.entry(
              "guardrail_events",
              "(org_id, id, call_id, team_id, key_id, at, model, rule_id, rule_version, rule_name, check_kind, action, shadow, verdict, failed, found, directions, kinds, findings, took_us) values (?, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), 'a/b', gen_random_uuid(), 1, 'Cards', 'personal', 'flag', false, 'flagged', false, 1, '{}', '{}', '[]', 0)"),
          Map.entry(
              "guardrail_hours",
              "(org_id, hour, rule_id, team_id, key_id, rule_name, check_kind, screened, hits, found, flags, redactions, blocks, shadow_hits, failures, took_us) values (?, now(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'Cards', 'personal', 1, 1, 1, 1, 0, 0, 0, 0, 0)"),
          Map.entry(
              "guardrail_sampling",
              "(org_id, id, one_in, maximum, days, set_by, set_at) values (?, gen_random_uuid(), 0, 1, 1, 'Ada', now())"),
          Map.entry(
              "guardrail_samples",
              "(org_id, id, output, characters, cut, texts, saved_by, kept_at, expires_at) values (?, gen_random_uuid(), false, 1, false, 'sealed', 'Ada', now(), now() + interval '1 day')"),
          Map.entry(
              "guardrail_rules",
              "(org_id, id, scope, scope_id, name, version, changed, created_at) select o, o, 'organization', o, 'Secrets', 1, 0, now() from (select ?::uuid as o) given"),
          Map.entry(
              "guardrail_versions",
              "(org_id, rule_id, number, name, state, action, on_input, on_output, closed, restores, keeps_text, message, detector, looks_for, reason, made_by, made_at) select org_id, id, 1, name, 'off', 'flag', true, true, true, false, false, '', 'secrets', '{}', '', 'Ada', now() from guardrail_rules where org_id = ? limit 1"),
          Map.entry(
              "guardrail_exceptions",
              "(org_id, id, rule_id, scope, scope_id, owner, reason, granted_by, granted_at, ends_at) select org_id, id, id, 'team', id, 'Ada', 'a test', 'Ada', now(), now() + interval '1 day' from guardrail_rules where org_id = ? limit 1"),
          Map.entry(
              "unbooked",
              "(org_id, id, node, cost, error, settlement, resolved_at) values (?, gen_random_uuid(), 'gone', 0, 'none', '', now())"),
          Map.entry(
              "attempts",
              "(org_id, id, request_id, team_id, key_id, started_at, status, requested_model, streamed) values (?, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), 'failed', 'm', false)"),
          Map.entry(
              "credit_marks",
              "(org_id, window_id, day, at, used) values (?, 1, current_date, now(), 0)"),
          Map.entry(
              "provider_health",
              "(node, account, org_id, name, state, limited, calls, failures) values (gen_random_uuid()::text, gen_random_uuid()::text, ?, 'own', 'closed', false, 0, 0)"),
          Map.entry(
              "provider_closings",
              "(account, org_id, version) values (gen_random_uuid()::text, ?, 0)"));

  @Inject World world;
  @Inject Owner owner;
  @Inject FurnishedOrganization furnished;
  @Inject GatewayWorld gateway;

  @Inject
  @DataSource("console")
  AgroalDataSource consolePool;

  @Inject
  @DataSource("gateway")
  AgroalDataSource gatewayPool;

  private final List<String> wrong = new ArrayList<>();

  @Test
  void everyTableWithRowsOfOrganizationsForcesRowLevelSecurity() {
    List<String> unguarded =
        owner.read(handle ->
            handle
                .createQuery(
                    """
                    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                      and not c.relispartition and a.attname = 'org_id' and not a.attisdropped
                      and not (c.relrowsecurity and c.relforcerowsecurity)
                    """)
                .mapTo(String.class)
                .list());
    List<String> openPartitions =
        owner.read(handle ->
            handle
                .createQuery(
                    """
                    select c.relname from pg_class c, unnest(array['nemorouter_console', 'nemorouter_gateway', 'nemorouter_installation']) r
                    where c.relispartition and c.relkind = 'r' and has_table_privilege(r, c.oid, 'select, insert, update, delete')
                    """)
                .mapTo(String.class)
                .list());

    assertThat(unguarded).as("call tenant_table('…') after it is created").isEmpty();
    assertThat(openPartitions).as("rows are reached through their table alone").isEmpty();
  }

  @Test
  void theConsoleReachesNoRowOfAnotherOrganization() throws SQLException {
    String model =
        gateway.serve(
            "isolation", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.01")));
    UUID own = world.newOrganization().orgId();
    UUID foreign = furnished.make(model).place().orgId();
    tablesOfOrganizations().stream()
        .sorted(Comparator.comparing(AFTER_OTHERS::contains))
        .forEach(table -> fill(table, foreign));
    for (String table : tablesOfOrganizations()) {
      String theirs = " from " + table + " where org_id = '" + foreign + "'";
      assertThat(
              owner.<Long>read(
                  handle -> handle.select("select count(*)" + theirs).mapTo(Long.class).one()))
          .as("put a row of %s into ROWS", table)
          .isPositive();
      expectNothing(own, "select count(*)" + theirs);
      expectNothing(own, "delete" + theirs);
      expectNothing(
          own, "update %s set org_id = '%s' where org_id = '%s'".formatted(table, own, foreign));
      expectError(own, "insert into %s (org_id) values ('%s')".formatted(table, foreign));
      expectError(null, "select count(*) from " + table);
    }
    expectNothing(own, "select count(*) from organizations where id = '%s'".formatted(foreign));
    expectNothing(own, "update organizations set name = 'x' where id = '%s'".formatted(foreign));
    expectNothing(
        own,
        "select count(*) from users u where u.id in (select m.user_id from members m where m.org_id = '%s')"
            .formatted(foreign));
    assertThat(wrong).isEmpty();
  }

  @Test
  void theConsoleReadsOfTheInstallationOnlyWhatIsCommonToAll() throws SQLException {
    UUID own = world.newOrganization().orgId();
    for (String table : tablesOfTheInstallation()) {
      if (!COMMON.contains(table)) {
        expectNotAllowed(own, "select * from " + table);
      }
    }
    expectNotAllowed(own, "select password_hash from users");
    expectNotAllowed(own, "select api_key from operator_providers");
    expectNotAllowed(own, "update prices set input = 0");
    expectNotAllowed(own, "create table mine (id int)");
    assertThat(wrong).isEmpty();
  }

  @Test
  void historyCannotBeRewritten() throws SQLException {
    UUID own = world.newOrganization().orgId();
    for (String table :
        List.of(
            "audit_entries",
            "journal_entries",
            "journal_postings",
            "credit_statements",
            "credit_statement_lines",
            "calls",
            "attempts",
            "usage_days")) {
      expectNotAllowed(own, "delete from " + table);
      expectNotAllowed(own, "update " + table + " set org_id = org_id");
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theGatewayPlacesHoldsAndReachesNoTable() throws SQLException {
    List<String> tables = new ArrayList<>(tablesOfOrganizations());
    tables.addAll(tablesOfTheInstallation());
    UUID own = world.newOrganization().orgId();
    for (String table : tables) {
      check(gatewayPool, own, "select * from " + table, NOT_ALLOWED);
      check(gatewayPool, own, "delete from " + table, NOT_ALLOWED);
    }
    assertThat(mayCall("nemorouter_gateway")).isTrue();
    assertThat(mayCall("nemorouter_console")).as("the console places no holds").isFalse();
    assertThat(wrong).isEmpty();
  }

  private boolean mayCall(String role) {
    return owner.read(handle ->
        handle
            .createQuery(
                "select has_function_privilege(:role, oid, 'execute') from pg_proc where proname = 'apply_batch'")
            .bind("role", role)
            .mapTo(Boolean.class)
            .one());
  }

  private void fill(String table, UUID orgId) {
    String row = ROWS.get(table);
    if (row != null) {
      owner.useTransaction(handle ->
          handle.execute("insert into " + table + " " + row + " on conflict do nothing", orgId));
    }
  }

  private List<String> tablesOfOrganizations() {
    return tables("exists");
  }

  private List<String> tablesOfTheInstallation() {
    return tables("not exists").stream()
        .filter(table -> !table.equals("flyway_schema_history") && !table.equals("organizations"))
        .toList();
  }

  private List<String> tables(String exists) {
    return owner.read(handle ->
        handle
            .createQuery(
                """
                select c.relname from pg_class c
                where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                  and %s (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id')
                order by c.relname
                """
                    .formatted(exists))
            .mapTo(String.class)
            .list());
  }

  private void expectNothing(UUID orgId, String sql) throws SQLException {
    check(consolePool, orgId, sql, "nothing or " + NOT_ALLOWED);
  }

  private void expectNotAllowed(UUID orgId, String sql) throws SQLException {
    check(consolePool, orgId, sql, NOT_ALLOWED);
  }

  private void expectError(@Nullable UUID orgId, String sql) throws SQLException {
    check(consolePool, orgId, sql, "an error");
  }

  /// Runs it as somebody who found a way to, and takes it back.
  private void check(AgroalDataSource pool, @Nullable UUID orgId, String sql, String expected)
      throws SQLException {
    String outcome;
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        outcome = outcome(connection, orgId, sql);
      } finally {
        connection.rollback();
      }
    }
    boolean fits =
        switch (expected) {
          case "an error" -> !outcome.equals("nothing") && !outcome.startsWith("rows");
          case NOT_ALLOWED -> outcome.equals(NOT_ALLOWED);
          default -> outcome.equals("nothing") || outcome.equals(NOT_ALLOWED);
        };
    if (!fits) {
      wrong.add("%s: %s, not %s".formatted(sql, outcome, expected));
    }
  }

  private static String outcome(Connection connection, @Nullable UUID orgId, String sql) {
    try {
      if (orgId != null) {
        try (PreparedStatement enter =
            connection.prepareStatement("select set_config('app.org_id', ?, true)")) {
          enter.setString(1, orgId.toString());
          enter.execute();
        }
      }
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        long rows = statement.execute() ? count(statement) : statement.getUpdateCount();
        return rows == 0 ? "nothing" : "rows " + rows;
      }
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  private static long count(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
