package ai.nemorouter.guardrail.finding;

import static ai.nemorouter.guardrail.engine.Direction.INPUT;
import static ai.nemorouter.guardrail.engine.Direction.OUTPUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.finding.EventPage.Cursor;
import ai.nemorouter.guardrail.finding.GuardrailFigures.By;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Period;
import ai.nemorouter.guardrail.finding.GuardrailFigures.Step;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What people and programs see of what guardrails found, and what they do not.
@QuarkusTest
class GuardrailEventsTest {
  private static final String TEXT = "4242 4242 4242 4242";
  private static final int ALL = 50;

  @Inject World world;
  @Inject People people;
  @Inject Cast cast;
  @Inject FindingWriter writer;
  @Inject GuardrailEvents events;
  @Inject GuardrailFigures figures;

  private World.Place place;
  private final UUID ruleId = Ids.next();
  private final UUID keyId = Ids.next();

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
  }

  @Test
  void aRuleInShadowModeTellsWhatItWouldHaveDoneInTheLastDay() {
    write(Screened.shadow(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.shadow(ruleId, Verdict.REDACTED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.shadow(ruleId, Verdict.REDACTED, Screened.found(Kind.CARD, OUTPUT)));
    write(Screened.shadow(ruleId, Verdict.ALLOWED));
    write(Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.shadow(Ids.next(), Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT)));
    Actor inTeam = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);

    ShadowHits hits = figures.inShadow(place.owner(), ruleId);

    assertThat(hits).isEqualTo(new ShadowHits(5, 1, 2, 0));
    assertThat(hits.hits()).isEqualTo(3);
    assertThat(figures.inShadow(inTeam, ruleId)).isEqualTo(hits);
    assertThat(figures.inShadow(world.newOrganization().owner(), ruleId))
        .isEqualTo(new ShadowHits(0, 0, 0, 0));
  }

  @Test
  void anEventOfAnotherOrganizationOrTeamIsNotThere() {
    write(Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT)));
    UUID id =
        events.page(place.owner(), EventFilter.ALL, Cursor.NEWEST, ALL).events().getFirst().id();
    World.Place foreign = world.newOrganization();
    Actor elsewhere = people.join(place.orgId(), Role.MEMBER);
    Actor inTeam = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);

    assertThat(events.page(foreign.owner(), EventFilter.ALL, Cursor.NEWEST, ALL).isEmpty())
        .isTrue();
    assertThatThrownBy(() -> events.find(foreign.owner(), id))
        .isInstanceOf(NotFoundException.class);
    assertThat(figures.total(foreign.owner(), lastHour(ruleId))).isEqualTo(FindingFigures.NONE);
    assertThatThrownBy(() -> events.page(elsewhere, EventFilter.ALL, Cursor.NEWEST, ALL))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> figures.total(elsewhere, lastHour(ruleId)))
        .isInstanceOf(ForbiddenException.class);
    assertThat(events.find(inTeam, id).event().id()).isEqualTo(id);
    assertThat(figures.total(inTeam, lastHour(ruleId)).hits()).isEqualTo(1);
  }

  @Test
  void whoIsInAnotherTeamSeesNoneOfIt() {
    write(Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT)));
    EventRow event =
        events.page(place.owner(), EventFilter.ALL, Cursor.NEWEST, ALL).events().getFirst();
    World.Place other =
        new World.Place(place.orgId(), Ids.next(), place.owner(), place.automation());
    writer.write(
        List.of(
            Screened.call(
                other,
                Verdict.BLOCKED,
                Screened.rule(ruleId, Verdict.BLOCKED, Screened.found(Kind.IBAN, INPUT)))));
    Actor inTeam = people.joinTeam(place.orgId(), place.teamId(), Role.LEAD);

    assertThat(events.page(inTeam, EventFilter.ALL, Cursor.NEWEST, ALL).events())
        .extracting(EventRow::id)
        .containsExactly(event.id());
    assertThat(figures.total(inTeam, lastHour(null)).hits()).isEqualTo(1);
    assertThat(figures.total(place.owner(), lastHour(null)).hits()).isEqualTo(2);
    assertThat(figures.shares(inTeam, lastHour(null), By.TEAM)).hasSize(1);
  }

  @Test
  void aListIsNarrowedByWhatItIsAskedFor() {
    write(Screened.rule(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.rule(ruleId, Verdict.REDACTED, Screened.found(Kind.EMAIL, OUTPUT)));
    write(Screened.shadow(Ids.next(), Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.rule(ruleId, Verdict.ALLOWED));

    assertThat(found(EventFilter.ALL)).hasSize(3);
    assertThat(found(new EventFilter(ruleId, null, null, null, null, null, null, null, null)))
        .hasSize(2);
    assertThat(found(narrowed(OUTPUT, null, null))).hasSize(1);
    assertThat(found(narrowed(null, Kind.CARD, null))).hasSize(2);
    assertThat(found(narrowed(null, null, Verdict.REDACTED)))
        .extracting(EventRow::kindWords)
        .containsExactly("email");
    assertThat(
            found(
                new EventFilter(
                    null,
                    place.teamId(),
                    keyId,
                    null,
                    null,
                    null,
                    true,
                    Instant.now().minusSeconds(60),
                    Instant.now().plusSeconds(60))))
        .extracting(EventRow::shadow)
        .containsExactly(true);
    assertThat(
            found(
                new EventFilter(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Instant.now().minusSeconds(3600))))
        .isEmpty();
  }

  @Test
  void pagesGoOnWhereTheOneBeforeEnded() {
    for (int i = 0; i < 7; i++) {
      write(Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT)));
    }
    List<UUID> seen = new ArrayList<>();
    Cursor cursor = Cursor.NEWEST;
    EventPage page;
    do {
      page = events.page(place.owner(), EventFilter.ALL, cursor, 3);
      page.events().forEach(event -> seen.add(event.id()));
      cursor = new Cursor(page.older(), null);
    } while (page.older() != null);
    EventPage back =
        events.page(place.owner(), EventFilter.ALL, new Cursor(null, seen.getLast()), 3);

    assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    assertThat(back.events()).extracting(EventRow::id).isEqualTo(seen.subList(3, 6));
    assertThat(back.newer()).isEqualTo(seen.get(3));
  }

  @Test
  void matchedTextIsForThoseWhoMayChangeGuardrails() {
    write(Screened.rule(ruleId, Verdict.FLAGGED, Screened.found(Kind.CARD, INPUT, TEXT)));
    UUID id = found(EventFilter.ALL).getFirst().id();
    Actor auditor = people.join(place.orgId(), Role.AUDITOR);

    EventDetail forOwner = events.find(place.owner(), id);
    EventDetail forAuditor = events.find(auditor, id);

    assertThat(forOwner.findings()).extracting(EventDetail.Place::text).containsExactly(TEXT);
    assertThat(forAuditor.textsKept()).isTrue();
    assertThat(forAuditor.findings())
        .singleElement()
        .satisfies(found -> {
          assertThat(found.text()).isNull();
          assertThat(found.place()).isEqualTo("messages[0].content");
          assertThat(found.where()).isEqualTo("characters 5 to 20");
        });
  }

  @Test
  void eachRuleSaysSomethingOfACallEvenIfItFoundNothing() {
    UUID quiet = Ids.next();
    ScreenedRequest call =
        Screened.call(
            place,
            Verdict.BLOCKED,
            Screened.rule(quiet, Verdict.ALLOWED),
            Screened.rule(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)));
    writer.write(List.of(call));

    RequestVerdicts said = events.ofRequest(place.owner(), call.requestId()).orElseThrow();

    assertThat(said.rules())
        .extracting(RequestVerdicts.RuleVerdict::ruleId)
        .containsExactly(quiet, ruleId);
    assertThat(said.rules())
        .extracting(RequestVerdicts.RuleVerdict::outcome)
        .containsExactly("found nothing", "blocked");
    assertThat(said.events()).hasSize(1);
    assertThat(events.ofRequest(world.newOrganization().owner(), call.requestId())).isEmpty();
  }

  @Test
  void eachRuleTellsWhatItMatchedInTheLastSevenDaysAndWhenLast() {
    UUID quiet = Ids.next();
    write(Screened.rule(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.rule(ruleId, Verdict.ALLOWED));
    write(Screened.rule(quiet, Verdict.ALLOWED));
    Instant before = Instant.now().minus(Duration.ofHours(1));

    Map<UUID, GuardrailFigures.Week> weeks = figures.ofLastWeek(place.owner());

    assertThat(weeks).containsOnlyKeys(ruleId, quiet);
    GuardrailFigures.Week week = Objects.requireNonNull(weeks.get(ruleId));
    assertThat(week.figures().screened()).isEqualTo(2);
    assertThat(week.figures().hits()).isEqualTo(1);
    assertThat(week.lastMatchAt()).isAfter(before);
    assertThat(Objects.requireNonNull(weeks.get(quiet)).lastMatchAt()).isNull();
    assertThat(figures.ofLastWeek(world.newOrganization().owner())).isEmpty();
  }

  @Test
  void figuresTellHowManyOfTheLastDaysCallsAShadowRuleWouldHaveHit() {
    write(Screened.shadow(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.shadow(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)));
    write(Screened.shadow(ruleId, Verdict.ALLOWED));

    FindingFigures ofRule = Objects.requireNonNull(figures.ofLastDay(place.owner()).get(ruleId));

    assertThat(ofRule.screened()).isEqualTo(3);
    assertThat(ofRule.shadowHits()).isEqualTo(2);
    assertThat(ofRule.blocks()).isZero();
    assertThat(figures.shares(place.owner(), lastHour(ruleId), By.KEY))
        .singleElement()
        .satisfies(share -> {
          assertThat(share.id()).isEqualTo(keyId);
          assertThat(share.hits()).isEqualTo(2);
        });
    assertThat(figures.shares(place.owner(), lastHour(ruleId), By.TEAM))
        .extracting(GuardrailFigures.Share::name)
        .containsExactly("Research");
    assertThat(figures.overTime(place.owner(), lastHour(ruleId), Step.DAY))
        .extracting(GuardrailFigures.Point::screened)
        .containsExactly(3L);
    assertThatThrownBy(() ->
            figures.overTime(
                place.owner(),
                new Period(null, Instant.now().minus(Duration.ofDays(90)), Instant.now()),
                Step.HOUR))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void programsReadEventsAndFigures() {
    ScreenedRequest call =
        Screened.call(
            place,
            Verdict.BLOCKED,
            Screened.rule(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT, TEXT)));
    writer.write(List.of(call));
    String viewer = cast.managementKey(place, Set.of(Permission.VIEW_GUARDRAILS));
    String other = cast.managementKey(place, Set.of(Permission.VIEW_KEYS));

    JsonPath list = get(viewer, "/v1/guardrails/events?verdict=blocked&rule=" + ruleId, 200);
    JsonPath one = get(viewer, "/v1/guardrails/events/" + list.getString("data[0].id"), 200);
    JsonPath request =
        get(
            viewer,
            "/v1/guardrails/events/of-request/" + list.getString("data[0].request_id"),
            200);
    JsonPath byRule = get(viewer, "/v1/guardrails/figures", 200);

    assertThat(list.getList("data")).hasSize(1);
    assertThat(list.getString("next_cursor")).isNull();
    assertThat(list.getString("data[0].verdict")).isEqualTo("blocked");
    assertThat(one.getString("data.findings[0].kind")).isEqualTo("card");
    assertThat(one.getString("data.findings[0].text")).isNull();
    assertThat(request.getString("data.rules[0].verdict")).isEqualTo("blocked");
    assertThat(byRule.getInt("data[0].blocks")).isEqualTo(1);
    assertThat(get(viewer, "/v1/guardrails/figures?by=hour", 200).getInt("data[0].hits"))
        .isEqualTo(1);
    assertThat(get(viewer, "/v1/guardrails/events?verdict=odd", 400).getString("error.message"))
        .contains("blocked");
    get(other, "/v1/guardrails/events", 403);
    get(viewer, "/v1/guardrails/events/" + Ids.next(), 404);
  }

  private static JsonPath get(String key, String path, int status) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + key)
        .get(path)
        .then()
        .statusCode(status)
        .extract()
        .jsonPath();
  }

  private void write(ScreenedRequest.RuleResult rule) {
    writer.write(List.of(Screened.call(place, keyId, Ids.next(), rule.verdict(), rule)));
  }

  private List<EventRow> found(EventFilter filter) {
    return events.page(place.owner(), filter, Cursor.NEWEST, ALL).events();
  }

  private static EventFilter narrowed(
      @Nullable Direction direction, @Nullable Kind kind, @Nullable Verdict verdict) {
    return new EventFilter(null, null, null, direction, kind, verdict, null, null, null);
  }

  private static Period lastHour(@Nullable UUID rule) {
    return new Period(rule, Instant.now().minusSeconds(3600), Instant.now().plusSeconds(60));
  }
}
