package ai.nemorouter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.TestDatabase;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithDemo.class)
class DemoTest {
  @Inject Demo demo;
  @Inject Keys keys;
  @Inject KeyRing keyRing;
  @Inject TestDatabase database;
  @Inject Organizations organizations;
  @Inject Guardrails guardrails;

  private UUID orgId;

  @BeforeEach
  void findOrganization() {
    orgId = database.inInstallation(() -> organizations.demo().orElseThrow());
  }

  @Test
  void thePastIsAMonthOfCallsOfEveryKind() {
    assertThat(count("select count(*) from calls where org_id = ?")).isBetween(2_000L, 4_500L);
    for (String status : List.of("ok", "failed", "cancelled", "refused")) {
      assertThat(count("select count(*) from calls where org_id = ? and status = '" + status + "'"))
          .as(status)
          .isBetween(10L, 4_000L);
    }
    assertThat(count("select count(distinct model) from calls where org_id = ?")).isEqualTo(3);
    assertThat(count("select count(distinct started_at::date) from calls where org_id = ?"))
        .isGreaterThanOrEqualTo(DemoTraffic.DAYS - 1L);
    assertThat(count("select count(*) from calls where org_id = ? and finished_at > now()"))
        .isZero();
  }

  @Test
  void itsGuardrailsBlockRedactAndCountAndStayDeleted() {
    RuleKeeper setup = new RuleKeeper.Own(new Actor.Setup(orgId));
    ListQuery all = new ListQuery("", "", "name", 1);

    List<StoredRule> rules = guardrails.list(setup, all).items();

    assertThat(rules)
        .extracting(rule -> rule.terms().action() + " " + rule.state().word())
        .containsExactlyInAnyOrder("BLOCK on", "REDACT on", "REDACT shadow", "FLAG shadow");
    guardrails.delete(setup, rules.getFirst().id(), "");
    demo.prepare(LaunchMode.TEST);
    assertThat(guardrails.list(setup, all).found()).isEqualTo(3);
  }

  @Test
  void eachGuardrailHasFoundSomethingInTheLastDays() {
    assertThat(
            texts(
                """
                select rule_name || ' ' || verdict || case when shadow then ' (shadow)' else '' end
                from guardrail_events where org_id = ? group by rule_name, verdict, shadow order by 1
                """))
        .containsExactly(
            "Payment data redacted",
            "Personal data redacted (shadow)",
            "Prompt injection flagged (shadow)",
            "Secrets blocked");
    assertThat(count("select count(distinct at::date) from guardrail_events where org_id = ?"))
        .isGreaterThanOrEqualTo(5);
    assertThat(
            count(
                """
                select count(*) from guardrail_events where org_id = ?
                  and (failed or matched is not null or found < 1 or at > now() or at < now() - interval '8 days')
                """))
        .isZero();
    assertThat(
            count(
                """
                select count(*) from guardrail_events e
                join guardrail_versions v on v.org_id = e.org_id and v.rule_id = e.rule_id and v.number = e.rule_version
                join guardrail_rules r on r.org_id = e.org_id and r.id = e.rule_id
                where e.org_id = ? and e.at < greatest(v.made_at, r.created_at)
                """))
        .as("events that are older than their rule")
        .isZero();
  }

  @Test
  void figuresOfGuardrailsAgreeWithEventsAndEventsWithCalls() {
    assertThat(count("select count(*) from guardrail_screenings where org_id = ?"))
        .as("calls that were looked at")
        .isBetween(150L, 2_000L);
    assertThat(
            texts(
                """
                select h.rule_name from (select rule_id, max(rule_name) as rule_name, sum(screened) as screened, sum(hits) as hits,
                    sum(found) as found, sum(redactions) as redactions, sum(blocks) as blocks, sum(shadow_hits) as shadow_hits,
                    sum(flags) as flags
                  from guardrail_hours where org_id = ? group by rule_id) h
                left join (select org_id, rule_id, count(*) as hits, sum(found) as found,
                    count(*) filter (where verdict = 'redacted' and not shadow) as redactions,
                    count(*) filter (where verdict = 'blocked' and not shadow) as blocks,
                    count(*) filter (where verdict = 'flagged' and not shadow) as flags,
                    count(*) filter (where shadow) as shadow_hits
                  from guardrail_events group by 1, 2) e on e.rule_id = h.rule_id
                where (h.hits, h.found, h.redactions, h.blocks, h.flags, h.shadow_hits)
                    is distinct from (e.hits, e.found, e.redactions, e.blocks, e.flags, e.shadow_hits)
                  or h.screened <> (select count(*) from guardrail_screenings s where s.org_id = e.org_id)
                """))
        .as("rules whose figures are not those of their events")
        .isEmpty();
    long blocked =
        count(
            """
            select count(*) from calls where org_id = ? and reason = 'guardrail_blocked'
              and status = 'refused' and http_status = 403 and cost = 0 and held = 0
            """);
    assertThat(blocked).isPositive();
    assertThat(
            count(
                """
                select count(*) from guardrail_events e join calls c on c.org_id = e.org_id and c.id = e.call_id
                  and c.team_id = e.team_id and c.key_id = e.key_id and c.reason = 'guardrail_blocked'
                where e.org_id = ? and e.rule_name = 'Secrets'
                """))
        .isEqualTo(blocked);
    assertThat(
            count("select count(*) from guardrail_events where org_id = ? and verdict = 'blocked'"))
        .isEqualTo(blocked);
  }

  @Test
  void theBooksBalance() {
    List<String> deviations =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select("select invariant || ': ' || detail from book_deviations(?)", orgId)
                    .mapTo(String.class)
                    .list());
    assertThat(deviations).isEmpty();
    assertThat(
            count(
                """
                select count(*) from calls c where c.org_id = ? and c.status <> 'refused' and cardinality(c.window_ids)
                  <> (select count(*) from limits l where l.org_id = c.org_id and l.scope_id in (c.org_id, c.team_id, c.member_id, c.key_id))
                """))
        .as("calls that did not count in every limit above them")
        .isZero();
    assertThat(count("select count(*) from calls where org_id = ? and (cost > held or overrun)"))
        .isZero();
  }

  @Test
  void thereIsALimitInEveryUnitAndOnEveryScope() {
    assertThat(
            count(
                "select count(distinct unit) from limits where org_id = ? and removed_at is null"))
        .isEqualTo(4);
    assertThat(
            count(
                "select count(distinct scope) from limits where org_id = ? and removed_at is null"))
        .isEqualTo(4);
    assertThat(count("select count(*) from limit_defaults where org_id = ?")).isEqualTo(2);
  }

  @Test
  void everyCostFollowsFromItsPriceVersion() {
    assertThat(
            count(
                """
                select count(*) from calls c join prices p on p.id = c.price_id
                where c.org_id = ? and c.cost > 0 and c.cost <>
                  ceil((c.prompt_tokens * p.input::numeric + c.completion_tokens * p.output::numeric) / 1000000)
                """))
        .isZero();
    assertThat(
            count("select count(*) from calls where org_id = ? and cost > 0 and price_id is null"))
        .isZero();
  }

  @Test
  void keysStandInEveryStatus() {
    assertThat(keys.list(new Actor.Setup(orgId), KeyFilter.ALL).keys())
        .extracting(overview -> overview.status(Instant.now()))
        .contains(Key.Status.values());
  }

  @Test
  void aSecondStartAddsNothing() {
    Map<String, Object> before = counts();

    demo.prepare(LaunchMode.TEST);

    assertThat(counts()).isEqualTo(before);
  }

  @Test
  void theKeyOfTheLastStartIsRevokedByTheNext() {
    MintedKey first = demo.mintKey();
    MintedKey second = demo.mintKey();

    assertThat(whyNotLive(first)).contains(NotLive.REVOKED);
    assertThat(whyNotLive(second)).isEmpty();
    assertThat(Greeting.text("http://localhost:8080", second.secret().reveal()))
        .contains("curl http://localhost:8080/v1/chat/completions", second.secret().reveal());
  }

  @Test
  void theAccountsWithTheKnownPasswordAreNotThereInProduction() {
    demo.prepare(LaunchMode.NORMAL);
    long inProduction = accounts();
    demo.prepare(LaunchMode.DEVELOPMENT);

    assertThat(inProduction).isZero();
    assertThat(accounts()).as("one for each role").isEqualTo(7);
  }

  private Optional<NotLive> whyNotLive(MintedKey minted) {
    return keyRing.find(minted.secret().sha256()).orElseThrow().whyNotLive(Instant.now());
  }

  private long accounts() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select count(*) from users where email like '%@nemorouter.example'")
                .mapTo(Long.class)
                .one());
  }

  private Map<String, Object> counts() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select (select count(*) from organizations where demo) as organizations,
                      (select count(*) from calls where org_id = :orgId) as calls,
                      (select count(*) from windows where org_id = :orgId) as windows,
                      (select count(*) from journal_entries where org_id = :orgId) as entries,
                      (select count(*) from guardrail_events where org_id = :orgId) as events,
                      (select sum(screened) from guardrail_hours where org_id = :orgId) as screened,
                      (select count(*) from members where org_id = :orgId) as members
                    """)
                .bind("orgId", orgId)
                .mapToMap()
                .one());
  }

  private List<String> texts(String query) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(query, orgId).mapTo(String.class).list());
  }

  private long count(String query) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(query, orgId).mapTo(Long.class).one());
  }
}
