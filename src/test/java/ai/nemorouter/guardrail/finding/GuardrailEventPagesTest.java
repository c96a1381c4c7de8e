package ai.nemorouter.guardrail.finding;

import static ai.nemorouter.guardrail.engine.Direction.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What pages tell of what guardrails found.
@QuarkusTest
class GuardrailEventPagesTest {
  private static final String TEXT = "4242 4242 4242 4242";

  @Inject World world;
  @Inject Owner owner;
  @Inject Keys keys;
  @Inject Visitor visitor;
  @Inject FindingWriter writer;

  private World.Place place;
  private UUID callId;

  @BeforeEach
  void makeACall() {
    place = world.newOrganization();
    UUID keyId = keys.mint(place.owner(), new NewKey(place.teamId(), "api", null, null)).key().id();
    world.recordCall(place, keyId, Money.ofUsd("0.01"));
    callId =
        owner.read(handle ->
            handle
                .select("select id from calls where org_id = ?", place.orgId())
                .mapTo(UUID.class)
                .one());
  }

  @Test
  void itSaysWhatEachRuleSaidAndWhere() {
    assertThat(page(Role.OWNER)).doesNotContain("Guardrails</h2>");

    writer.write(
        List.of(
            Screened.call(
                place,
                Ids.next(),
                callId,
                Verdict.FLAGGED,
                Screened.rule(Ids.next(), Verdict.ALLOWED),
                Screened.shadow(Ids.next(), Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT)),
                Screened.rule(
                    Ids.next(), Verdict.FLAGGED, Screened.found(Kind.IBAN, INPUT, TEXT)))));

    assertThat(page(Role.OWNER))
        .contains(
            "Guardrails</h2>",
            "found nothing",
            "would have blocked",
            "payment card number",
            "messages[0].content",
            "characters 5 to 20",
            TEXT);
    assertThat(page(Role.AUDITOR))
        .contains("payment card number", "only for those who may change guardrails")
        .doesNotContain(TEXT);
  }

  @Test
  void eventsAreListedNarrowedAndShownOneByOne() {
    assertThat(page(Role.OWNER, "guardrails/events")).contains("No event yet");
    UUID ruleId = Ids.next();
    writer.write(
        List.of(
            Screened.call(
                place,
                Ids.next(),
                callId,
                Verdict.BLOCKED,
                Screened.shadow(ruleId, Verdict.BLOCKED, Screened.found(Kind.CARD, INPUT, TEXT)))));

    String list = page(Role.AUDITOR, "guardrails/events?rule=" + ruleId + "&verdict=blocked");
    assertThat(list)
        .contains("would have blocked", "payment card number", "Research", "a key that is gone")
        .doesNotContain(TEXT);
    String id = list.replaceFirst("(?s).*guardrails/events/([0-9a-f-]{36}).*", "$1");
    assertThat(page(Role.OWNER, "guardrails/events/" + id)).contains(TEXT, "characters 5 to 20");
    assertThat(page(Role.AUDITOR, "guardrails/events/" + id)).doesNotContain(TEXT);
    assertThat(page(Role.OWNER, "guardrails/events?verdict=redacted")).contains("No event matches");
    assertThat(page(Role.OWNER, "guardrails/events?rule=odd&after=odd")).contains("would have");
    visitor
        .member(place.orgId(), Role.BILLING)
        .browser()
        .get(place.path("guardrails/events"))
        .then()
        .statusCode(403);
  }

  private String page(Role role) {
    return page(role, "requests/" + callId);
  }

  private String page(Role role, String path) {
    return visitor
        .member(place.orgId(), role)
        .browser()
        .get(place.path(path))
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }
}
