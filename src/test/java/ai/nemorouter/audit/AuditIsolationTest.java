package ai.nemorouter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditPage.Cursor;
import ai.nemorouter.audit.webhook.AuditWebhookRows;
import ai.nemorouter.audit.webhook.AuditWebhooks;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An organization's audit log is its own, and nothing in it changes.
@QuarkusTest
class AuditIsolationTest {
  private static final int FEW = 5;
  private static final int MANY = 50;

  @Inject World world;
  @Inject People people;
  @Inject AuditWorld log;
  @Inject AuditEntries entries;
  @Inject AuditWebhooks webhooks;
  @Inject AuditRetention retention;
  @Inject AuditWebhookRows webhookRows;
  @Inject AuditRows rows;
  @Inject Database database;
  @Inject Session session;
  @Inject @PersistenceUnitExtension Statements statements;

  private World.Place own;
  private World.Place foreign;
  private Actor.Person owner;
  private UUID theirs;

  @BeforeEach
  void writeInTwoLogs() {
    own = world.newOrganization();
    foreign = world.newOrganization();
    owner = people.join(own.orgId(), Role.OWNER);
    log.record(own.owner(), "key.made");
    log.sealed(foreign, "key.made");
    theirs = log.newestOf(foreign.orgId());
  }

  @Test
  void anEntryOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    inOwn(() -> {
      assertThat(rows.findById(theirs)).isNull();
      assertThat(session.find(AuditEntity.class, theirs)).isNull();
      assertThat(rows.count("id", theirs)).isZero();
      assertThat(rows.list(foreign.orgId(), AuditFilter.ALL, Cursor.NEWEST, MANY)).isEmpty();
      assertThat(natively("select action from audit_entries where id = '%s'".formatted(theirs)))
          .isZero();
      assertThat(
              natively(
                  "select hash from audit_blocks where org_id = '%s'".formatted(foreign.orgId())))
          .isZero();
      return true;
    });

    assertThatThrownBy(() -> entries.find(owner, theirs)).isInstanceOf(NotFoundException.class);
    assertThat(entries.page(owner, AuditFilter.ALL, Cursor.NEWEST, MANY).entries())
        .extracting(AuditEntry::id)
        .doesNotContain(theirs)
        .isNotEmpty();
  }

  @Test
  void whatOperatorsDidOutsideOrganizationsIsInNoOrganizationsLog() {
    log.sealed(new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE), "price.changed");
    UUID installations = log.newestOf(AuditLog.INSTALLATION);

    assertThat(inOwn(() -> rows.count("id", installations))).isZero();
    assertThatThrownBy(() -> entries.find(owner, installations))
        .isInstanceOf(NotFoundException.class);
    assertThat(database.inInstallation(() -> rows.count("id", installations))).isEqualTo(1);
  }

  @Test
  void anEntryIsWrittenInOnesOwnLogOnlyAndThenStays() {
    AuditLog.Doer doer = new AuditLog.Doer("member", null, "Eve", Origin.INSIDE);

    assertThatThrownBy(() ->
            inOwn(() -> {
              session.persist(new AuditEntity(foreign.orgId(), doer, "key.made", "key 1", "{}"));
              return true;
            }))
        .hasStackTraceContaining("row-level security");
    for (String change :
        new String[] {"update audit_entries set action = 'x'", "delete from audit_entries"}) {
      assertThatThrownBy(
              () -> inOwn(() -> session.createNativeMutationQuery(change).executeUpdate()))
          .hasStackTraceContaining("permission denied");
    }
    assertThat(log.newestOf(foreign.orgId())).isEqualTo(theirs);
  }

  @Test
  void settingsAndWebhooksOfAnotherOrganizationAreOutOfReach() {
    Actor.Person other = people.join(foreign.orgId(), Role.OWNER);
    webhooks.add(other, "http://localhost:1/hook", false);
    retention.change(other, AuditRetention.DAYS_MIN);

    inOwn(() -> {
      assertThat(webhookRows.listAll()).isEmpty();
      assertThat(webhookRows.of(foreign.orgId())).isEmpty();
      assertThatThrownBy(() -> webhookRows.lockOrThrow(foreign.orgId()))
          .isInstanceOf(NotFoundException.class);
      assertThat(webhookRows.update("address = 'x'")).isZero();
      assertThat(webhookRows.deleteAll()).isZero();
      assertThat(session.find(AuditSettingsEntity.class, foreign.orgId())).isNull();
      return true;
    });

    assertThat(webhooks.find(owner)).isEmpty();
    assertThat(retention.days(owner)).isNull();
    assertThat(webhooks.find(other).orElseThrow().address()).isEqualTo("http://localhost:1/hook");
    assertThat(retention.days(other)).isEqualTo(AuditRetention.DAYS_MIN);
  }

  @Test
  void aPageTakesAsManyStatementsForManyEntriesAsForFew() {
    log.record(own.owner(), Collections.nCopies(FEW, "key.made").toArray(String[]::new));
    long few = statements.of(this::countShown, FEW);
    log.record(own.owner(), Collections.nCopies(MANY, "key.made").toArray(String[]::new));
    long many = statements.of(this::countShown, MANY);

    assertThat(many).isEqualTo(few).isPositive();
  }

  private long countShown() {
    return entries.page(owner, AuditFilter.ALL, Cursor.NEWEST, AuditPage.SIZE).entries().size();
  }

  private <T> T inOwn(Supplier<T> work) {
    return database.inOrganization(own.orgId(), work);
  }

  private int natively(String sql) {
    return session.createNativeQuery(sql, String.class).getResultList().size();
  }
}
