package ai.nemorouter.guardrail.finding;

import static ai.nemorouter.guardrail.engine.Direction.INPUT;
import static ai.nemorouter.guardrail.engine.Direction.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What stands in the database of a screened call.
@QuarkusTest
class FindingWriterTest {
  private static final String CANARY = "canary-4242424242424242-canary";

  @Inject World world;
  @Inject Owner owner;
  @Inject Findings findings;
  @Inject FindingWriter writer;
  @Inject FindingsUpkeep upkeep;

  private World.Place place;
  private final UUID ruleId = Ids.next();

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
  }

  @Test
  void figuresAreTheSumOfTheCalls() {
    UUID keyId = Ids.next();
    UUID quiet = Ids.next();
    List<ScreenedRequest> calls =
        List.of(
            call(keyId, Screened.rule(ruleId, Verdict.ALLOWED)),
            call(
                keyId,
                Screened.rule(
                    ruleId,
                    Verdict.BLOCKED,
                    Screened.found(Kind.CARD, INPUT),
                    Screened.found(Kind.IBAN, INPUT))),
            call(keyId, Screened.rule(ruleId, Verdict.REDACTED, Screened.found(Kind.CARD, OUTPUT))),
            call(keyId, Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT))),
            call(keyId, Screened.shadow(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT))),
            call(
                keyId,
                Screened.rule(ruleId, Verdict.UNAVAILABLE),
                Screened.rule(quiet, Verdict.ALLOWED)));

    calls.forEach(findings::record);

    await().until(() -> count("guardrail_screenings") == 6);
    assertThat(
            sums(
                "select sum(screened) as screened, sum(hits) as hits, sum(found) as found, sum(flags) as flags,"
                    + " sum(redactions) as redactions, sum(blocks) as blocks, sum(shadow_hits) as shadow_hits,"
                    + " sum(failures) as failures, sum(took_us) as took_us from guardrail_hours"
                    + " where org_id = ? and rule_id = '"
                    + ruleId
                    + "'"))
        .containsEntry("screened", 6L)
        .containsEntry("hits", 4L)
        .containsEntry("found", 5L)
        .containsEntry("flags", 1L)
        .containsEntry("redactions", 1L)
        .containsEntry("blocks", 1L)
        .containsEntry("shadow_hits", 1L)
        .containsEntry("failures", 1L)
        .containsEntry("took_us", 240L);
    assertThat(
            sums(
                "select count(*) filter (where found > 0) as hits, sum(found) as found,"
                    + " count(*) filter (where failed) as failures from guardrail_events where org_id = ?"))
        .containsEntry("hits", 4L)
        .containsEntry("found", 5L)
        .containsEntry("failures", 1L);
  }

  @Test
  void aCallThatTwoNodesOrTwoTriesWriteCountsOnce() throws Exception {
    List<ScreenedRequest> calls = new ArrayList<>();
    UUID keyId = Ids.next();
    for (int i = 0; i < 50; i++) {
      calls.add(
          call(keyId, Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT))));
    }
    List<Callable<Boolean>> nodes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<ScreenedRequest> own = i % 2 == 0 ? calls : calls.reversed();
      nodes.add(() -> {
        writer.write(own.subList(0, 25));
        writer.write(own);
        return true;
      });
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (var node : threads.invokeAll(nodes)) {
        assertThat(node.get()).isTrue();
      }
    }

    assertThat(count("guardrail_screenings")).isEqualTo(50);
    assertThat(count("guardrail_events")).isEqualTo(50);
    assertThat(sums("select sum(screened) as screened from guardrail_hours where org_id = ?"))
        .containsEntry("screened", 50L);
  }

  @Test
  void keptTextIsSealedAndGoneAfterItsTime() {
    writer.write(
        List.of(
            call(
                Ids.next(),
                Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT, CANARY)))));

    String matched = matched();
    assertThat(matched).isNotNull().isNotEmpty().doesNotContain(CANARY);
    assertThat(everything()).doesNotContain(CANARY);

    upkeep.forgetTexts(Instant.now().plusSeconds(1));

    assertThat(matched()).isNull();
    assertThat(count("guardrail_events")).isEqualTo(1);
  }

  @Test
  void whatPostgresDoesNotTakeIsLeftOut() {
    ScreenedRequest call =
        new ScreenedRequest(
            Ids.next(),
            place.orgId(),
            place.teamId(),
            Ids.next(),
            null,
            Instant.now(),
            "model\u0000\ud83d",
            Verdict.ALLOWED,
            List.of());

    writer.write(List.of(call));

    assertThat(
            owner.<String>read(handle ->
                handle
                    .select(
                        "select model from guardrail_screenings where org_id = ?", place.orgId())
                    .mapTo(String.class)
                    .one()))
        .isEqualTo("model");
  }

  @Test
  void monthsAreMadeAheadAndDroppedWhenTheyArePast() {
    upkeep.run();

    assertThat(partitions("guardrail_events")).hasSizeGreaterThanOrEqualTo(4);
    assertThat(partitions("guardrail_screenings")).hasSizeGreaterThanOrEqualTo(4);
    owner.useTransaction(
        handle -> handle.execute("select make_guardrail_partitions(timestamptz '2020-05-05')"));
    assertThat(partitions("guardrail_events")).contains("guardrail_events_2020_05");

    upkeep.run();

    assertThat(partitions("guardrail_events")).doesNotContain("guardrail_events_2020_05");
    assertThat(partitions("guardrail_screenings")).doesNotContain("guardrail_screenings_2020_05");
  }

  private ScreenedRequest call(UUID keyId, ScreenedRequest.RuleResult... rules) {
    return Screened.call(place, keyId, Ids.next(), rules[0].verdict(), rules);
  }

  private long count(String table) {
    return owner.read(handle ->
        handle
            .select("select count(*) from " + table + " where org_id = ?", place.orgId())
            .mapTo(Long.class)
            .one());
  }

  private Map<String, Object> sums(String sql) {
    Map<String, Object> row =
        owner.read(handle -> handle.select(sql, place.orgId()).mapToMap().one());
    row.replaceAll((_, value) -> ((Number) value).longValue());
    return row;
  }

  private String matched() {
    return owner.read(handle ->
        handle
            .select("select matched from guardrail_events where org_id = ?", place.orgId())
            .mapTo(String.class)
            .one());
  }

  private String everything() {
    return owner.read(handle ->
        handle
            .select(
                """
                select (select string_agg(e::text, '') from guardrail_events e where e.org_id = x.id)
                  || (select string_agg(s::text, '') from guardrail_screenings s where s.org_id = x.id)
                  || (select string_agg(h::text, '') from guardrail_hours h where h.org_id = x.id)
                from (select cast(? as uuid) as id) x
                """,
                place.orgId())
            .mapTo(String.class)
            .one());
  }

  private List<String> partitions(String table) {
    return owner.read(handle ->
        handle
            .select(
                "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                    + " where i.inhparent = cast(? as regclass) order by 1",
                table)
            .mapTo(String.class)
            .list());
  }
}
