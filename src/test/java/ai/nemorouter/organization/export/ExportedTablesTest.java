package ai.nemorouter.organization.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// No table of an organization is forgotten by its export.
@QuarkusTest
class ExportedTablesTest {
  /// Named in docs/organizations.md: keys are read from views without their secrets, the others are
  /// what a node works with, what is counted from exported rows, and set-up that holds secrets.
  private static final List<String> NOT_EXPORTED =
      List.of(
          "keys",
          "management_keys",
          "holds",
          "windows",
          "unbooked",
          "provider_health",
          "provider_closings",
          "credit_marks",
          "hidden_first_steps",
          "report_schedules",
          "guardrail_hours",
          "guardrail_samples",
          "guardrail_screenings",
          "usage_days",
          "usage_marks",
          "usage_changes",
          "alerts",
          "alert_deliveries",
          "app_codes",
          "invitations",
          "invitation_teams",
          "imports",
          "import_keys",
          "audit_blocks",
          "audit_settings",
          "audit_webhooks",
          "sso_settings",
          "sso_rules",
          "sso_domains");

  private final TestDatabase database;

  ExportedTablesTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void everyTableOfAnOrganizationIsExportedOrLeftOutForAReason() {
    String queries =
        Arrays.stream(ExportKind.values())
            .map(kind -> kind.query(true))
            .collect(Collectors.joining(" "));

    assertThat(tables())
        .filteredOn(table -> !queries.matches("(?s).*\\b" + table + "\\b.*"))
        .containsExactlyInAnyOrderElementsOf(NOT_EXPORTED);
  }

  /// Without partitions and views.
  private List<String> tables() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    """
                    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
                     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
                     order by 1
                    """)
                .mapTo(String.class)
                .list());
  }
}
