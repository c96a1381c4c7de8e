package ai.nemorouter.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.AuditRetention;
import ai.nemorouter.audit.AuditWorld;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditChainTest {
  private final Instant longAgo = Instant.now().minus(Duration.ofDays(1_000));

  @Inject AuditChains chains;
  @Inject AuditRetention retention;
  @Inject AuditLog audit;
  @Inject AuditWorld log;
  @Inject World places;
  @Inject Database database;
  @Inject Session session;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
  }

  @Test
  void anEntryIsThereIfItsChangeIsAndNotWithoutIt() {
    assertThatThrownBy(() ->
            database.inOrganization(
                globex.orgId(),
                () -> {
                  audit.record(globex.owner(), "key.made", "key 1", Changes.none());
                  throw new IllegalStateException("the change failed");
                }))
        .hasMessage("the change failed");
    log.record(globex.owner(), "key.revoked");

    assertThat(actions()).containsExactly("key.revoked");
  }

  @Test
  void whatIsSealedVerifiesAndItsHeadIsSigned() {
    log.sealed(globex, "key.made", "key.changed");
    log.sealed(globex, "key.revoked");
    log.record(globex.owner(), "team.made");

    AuditChains.Verified verified = verify("");

    assertThat(verified.chain()).isEqualTo(new ChainCheck(2, 3, 0, 1, null, null));
    assertThat(chains.of(globex.owner()).head().isSigned()).isTrue();
  }

  @Test
  void moreThanABlockHoldsIsSealedIntoSeveral() {
    log.sealed(globex, manyActions(AuditChain.BLOCK_ENTRIES_MAX + 1));

    assertThat(verify("").chain())
        .isEqualTo(new ChainCheck(2, AuditChain.BLOCK_ENTRIES_MAX + 1, 0, 0, null, null));
  }

  @Test
  void anEntryWhoseTransactionCommitsLateIsInALaterBlock() throws InterruptedException {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    Thread slow =
        Thread.ofVirtual()
            .start(() ->
                database.inOrganization(
                    globex.orgId(),
                    () -> {
                      audit.record(globex.owner(), "key.slow", "key 1", Changes.none());
                      session.flush();
                      written.countDown();
                      awaitOrThrow(mayCommit);
                      return true;
                    }));
    written.await();
    log.sealed(globex, "key.fast");
    List<String> beforeItCommitted = blocks();
    mayCommit.countDown();
    slow.join();
    chains.seal(globex.orgId());

    assertThat(beforeItCommitted).containsExactly("1 key.fast");
    assertThat(blocks()).containsExactly("1 key.fast", "2 key.slow");
    assertThat(log.idOf(globex, "key.slow")).isLessThan(log.idOf(globex, "key.fast"));
    assertThat(verify("").chain().isIntact()).isTrue();
  }

  @Test
  void aChangedEntryIsNamed() {
    log.sealed(globex, "key.made", "key.changed", "key.revoked");
    UUID changed = log.idOf(globex, "key.changed");

    log.tamper("update audit_entries set actor_name = 'Nobody' where id = '%s'".formatted(changed));

    assertThat(problem())
        .isEqualTo(
            new ChainCheck.Problem(1, changed, "The entry was changed after it was sealed."));
  }

  @Test
  void aDeletedEntryIsNamed() {
    log.sealed(globex, "key.made", "key.changed");
    UUID deleted = log.idOf(globex, "key.made");

    log.tamper("delete from audit_entries where id = '%s'".formatted(deleted));

    assertThat(problem()).isEqualTo(new ChainCheck.Problem(1, deleted, "The entry is missing."));
  }

  @Test
  void anEntryPutIntoASealedBlockIsNamed() {
    log.sealed(globex, "key.made");
    UUID added = Ids.next();

    log.tamper(
        """
        insert into audit_entries (org_id, id, actor_kind, actor_name, action, target, block, position)
        values ('%s', '%s', 'member', 'Nobody', 'key.made', 'key 2', 1, 1)
        """
            .formatted(globex.orgId(), added));

    assertThat(problem())
        .isEqualTo(new ChainCheck.Problem(1, added, "The entry was added to a sealed block."));
  }

  @Test
  void whoeverRecomputesABlockStillFailsAtItsSignature() {
    log.sealed(globex, "key.made");
    log.tamper(
        "update audit_blocks set hash = repeat('a', 64) where org_id = '%s'"
            .formatted(globex.orgId()));

    assertThat(problem().reason()).isEqualTo("The signature of the block does not fit.");
  }

  @Test
  void aMissingBlockIsNoticed() {
    log.sealed(globex, "key.made");
    log.sealed(globex, "key.changed");

    log.tamper(
        "delete from audit_blocks where org_id = '%s' and number = 1".formatted(globex.orgId()));

    assertThat(problem()).isEqualTo(new ChainCheck.Problem(1, null, "The block is missing."));
  }

  @Test
  void aSavedHeadShowsThatTheNewestBlocksWereCutOff() {
    log.sealed(globex, "key.made");
    log.sealed(globex, "key.changed");
    String anchor = chains.of(globex.owner()).head().text();
    ChainCheck.Anchor before = verify(anchor).anchor();

    log.tamper(
        "delete from audit_entries where org_id = '%s' and block = 2".formatted(globex.orgId()));
    log.tamper(
        "delete from audit_blocks where org_id = '%s' and number = 2".formatted(globex.orgId()));

    assertThat(before).isEqualTo(ChainCheck.Anchor.CONTAINED);
    assertThat(verify(anchor).chain().isIntact()).as("by itself it fits").isTrue();
    assertThat(verify(anchor).anchor()).isEqualTo(ChainCheck.Anchor.NOT_CONTAINED);
  }

  @Test
  void aForgedHeadIsRecognized() {
    log.sealed(globex, "key.made");
    World.Place other = places.newOrganization();
    log.sealed(other, "key.made");
    AuditHead head = chains.of(globex.owner()).head();

    assertThat(verify(chains.of(other.owner()).head().text()).anchor())
        .isEqualTo(ChainCheck.Anchor.FOREIGN);
    assertThat(verify(head.text().replaceFirst("\"block\":1", "\"block\":2")).anchor())
        .isEqualTo(ChainCheck.Anchor.UNSIGNED);
    assertThat(verify(Json.write(head.json())).anchor()).isEqualTo(ChainCheck.Anchor.CONTAINED);
    assertThatThrownBy(() -> verify("something else")).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void nobodyChangesEntriesOrBlocksEvenWithAllRights() {
    log.sealed(globex, "key.made");
    String where = " where org_id = '%s'".formatted(globex.orgId());
    for (String sql :
        List.of(
            "update audit_entries set action = 'x'" + where,
            "update audit_entries set block = null, position = null" + where,
            "delete from audit_entries" + where,
            "update audit_blocks set hash = repeat('a', 64)" + where,
            "delete from audit_blocks" + where,
            "truncate audit_entries")) {
      assertThatThrownBy(() -> AuditWorld.asSuperuser(sql))
          .as(sql)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("append-only");
    }
  }

  @Test
  void anOrganizationsOwnConnectionCannotLetGoOfAnything() {
    log.sealed(globex, "key.made");

    assertThatThrownBy(() ->
            AuditWorld.asSuperuser(
                """
                begin;
                grant update, delete on audit_blocks, audit_entries to nemorouter_console;
                set local role nemorouter_console;
                select set_config('app.org_id', '%s', true);
                update audit_blocks set expired_at = now(), entry_ids = null, entry_hashes = null where org_id = '%s';
                commit
                """
                    .formatted(globex.orgId(), globex.orgId())))
        .hasMessageContaining("append-only");
  }

  @Test
  void retentionLetsWholeBlocksGoAndTheChainStillVerifies() {
    log.sealed(globex, "key.made", "key.changed");
    log.sealed(globex, "key.revoked");
    log.sealed(globex, "team.made");
    String anchor = chains.of(globex.owner()).head().text();
    log.age(globex, 1, longAgo);
    log.age(globex, 3, longAgo);

    retention.expire(globex.orgId(), Instant.now().minus(Duration.ofDays(400)));

    assertThat(actions())
        .as("block 3 has to wait until what is before it goes")
        .containsExactly("key.revoked", "team.made");
    assertThat(verify(anchor).chain()).isEqualTo(new ChainCheck(3, 2, 1, 0, null, null));
    assertThat(verify(anchor).anchor()).isEqualTo(ChainCheck.Anchor.CONTAINED);
  }

  private static void awaitOrThrow(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String[] manyActions(int count) {
    String[] actions = new String[count];
    Arrays.setAll(actions, i -> "key.changed_" + i);
    return actions;
  }

  private AuditChains.Verified verify(String anchor) {
    return chains.of(globex.owner()).verify(anchor);
  }

  private ChainCheck.Problem problem() {
    return Objects.requireNonNull(verify("").chain().problem());
  }

  private List<String> actions() {
    return log.ask(globex, "select action from audit_entries where org_id = ? order by id");
  }

  private List<String> blocks() {
    return log.ask(
        globex,
        "select block || ' ' || action from audit_entries where org_id = ? and block is not null order by block, position");
  }
}
