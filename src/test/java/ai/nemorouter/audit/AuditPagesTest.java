package ai.nemorouter.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditPagesTest {
  @Inject AuditWorld log;
  @Inject AuditChains chains;
  @Inject World places;
  @Inject Visitor visitor;
  @Inject Database database;
  @Inject AuditLog audit;
  @Inject ManagementKeys managementKeys;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void entriesAreFilteredByActorActionTargetDayAndAddress() {
    log.record(globex.owner(), "key.revoked", "team.archived");
    log.record(globex.automation(), "limit.changed");
    String today = LocalDate.now(ZoneOffset.UTC).toString();

    assertThat(titles("")).hasSizeGreaterThanOrEqualTo(3);
    assertThat(titles("?actor=terra")).containsExactly("Changed the limit “new limit.changed”");
    assertThat(titles("?action=keys")).containsExactly("Revoked the key “new key.revoked”");
    assertThat(titles("?action=team.archived"))
        .containsExactly("Archived the team “new team.archived”");
    assertThat(titles("?action=limit.removed")).isEmpty();
    assertThat(titles("?target=key thing")).containsExactly("Revoked the key “new key.revoked”");
    assertThat(titles("?target=TEAM&action=teams")).hasSize(1);
    assertThat(titles("?action=keys&from=" + today + "&until=" + today)).hasSize(1);
    assertThat(titles("?action=keys&until=2020-01-01")).isEmpty();
    assertThat(titles("?address=203.0.113.7")).isEmpty();
    assertThat(get("audit?address=203.0.113.7").asString()).contains("No entry matches");
  }

  @Test
  void pagesGoOnWithoutGapOrRepetition() {
    String[] actions = IntStream.range(0, 120).mapToObj(i -> "key.step" + i).toArray(String[]::new);
    log.record(globex.owner(), actions);

    List<String> seen = new ArrayList<>();
    String query = "?action=keys";
    while (!query.isEmpty()) {
      String page = get("audit" + query).asString();
      seen.addAll(titlesOf(page));
      Matcher older = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
      query = older.find() ? older.group(1).replace("&amp;", "&") : "";
    }

    assertThat(seen).hasSize(120).doesNotHaveDuplicates();
    assertThat(seen.getFirst()).contains("step119");
  }

  @Test
  void anEntryShowsBeforeAndAfterAndLeadsToWhatItIsAbout() {
    record(
        "team.renamed",
        "team " + globex.teamId(),
        Changes.none().changed("name", "Old <b>", "Research"));
    String page = get("audit/entries/" + log.idOf(globex, "team.renamed")).asString();

    assertThat(page)
        .contains("Renamed the team “Research”", "<del>Old &lt;b&gt;</del>", "<ins>Research</ins>")
        .contains("href=\"" + globex.path("teams/" + globex.teamId()) + "\"");
  }

  @Test
  void anExportHasWhatMatchesNeutralizesFormulasAndIsItselfAnEntry() {
    record("key.made", "=HYPERLINK(\"evil\")", Changes.none());
    log.record(globex.owner(), "team.made");

    Response csv = export("csv");
    Response lines = export("jsonl");

    assertThat(csv.header("content-disposition")).contains("audit-log.csv");
    assertThat(csv.asString().lines().toList()).hasSize(2);
    assertThat(csv.asString())
        .contains("\"'=HYPERLINK(\"\"evil\"\")\"")
        .doesNotContain("team.made");
    JsonNode entry = Json.parseObject(lines.asByteArray());
    assertThat(entry.path("action").asText()).isEqualTo("key.made");
    assertThat(entry.path("actor").path("name").asText()).isEqualTo("Hank Scorpio");
    assertThat(titles("?action=audit_log.exported"))
        .containsExactly("Exported the audit log", "Exported the audit log");
  }

  @Test
  void anAuditorReadsEverythingAndChangesNothing() {
    log.sealed(globex, "key.made");
    Visitor.Person auditor = visitor.member(globex.orgId(), Role.AUDITOR);

    for (String page : List.of("", "/integrity", "/settings", "/head", "/blocks/1")) {
      assertThat(status(auditor, "audit" + page)).as(page).isEqualTo(200);
    }
    assertThat(auditor.browser().post(globex.path("audit/integrity")).statusCode()).isEqualTo(200);
    for (String page : List.of("/retention", "/webhook", "/webhook/secret", "/webhook/removal")) {
      assertThat(status(auditor, "audit" + page)).as(page).isEqualTo(403);
      assertThat(
              auditor
                  .browser()
                  .formParam("days", "400")
                  .post(globex.path("audit" + page))
                  .statusCode())
          .as(page)
          .isEqualTo(403);
    }
    assertThat(get("audit/settings").asString()).contains("Add a webhook");
    assertThat(auditor.browser().get(globex.path("audit/settings")).asString())
        .doesNotContain("Add a webhook", "audit/retention");
  }

  @Test
  void otherMembersMayNotReadAndStrangersSeeNothing() {
    Visitor.Person member = visitor.member(globex.orgId(), Role.MEMBER);
    Visitor.Person stranger = visitor.owner(places.newOrganization().orgId());

    for (String page : List.of("", "/integrity", "/settings", "/head", "/retention")) {
      assertThat(status(member, "audit" + page)).as(page).isEqualTo(403);
      assertThat(status(stranger, "audit" + page)).as(page).isEqualTo(404);
    }
    assertThat(member.browser().get(globex.path("overview")).asString())
        .doesNotContain(globex.path("audit"));
  }

  @Test
  void aShorterRetentionIsConfirmedAndWrittenDown() {
    Response asked = retention("500", "");
    Response confirmed = retention("500", "on");
    Response longer = retention("600", "");
    Response tooShort = retention("30", "on");

    assertThat(asked.asString()).contains("Keep the audit log for 500 days only?");
    assertThat(confirmed.statusCode()).isEqualTo(303);
    assertThat(longer.statusCode()).isEqualTo(303);
    assertThat(tooShort.statusCode()).isEqualTo(422);
    assertThat(get("audit/settings").asString()).contains("for 600 days");
    assertThat(
            log.ask(
                globex,
                "select (details->'kept'->>'before') || ' to ' || (details->'kept'->>'after') from audit_entries"
                    + " where org_id = ? and action = 'audit_retention.changed' order by id"))
        .containsExactly("for ever to 500 days", "500 days to 600 days");
  }

  @Test
  void whoVerifiesIsToldWhichEntryDoesNotFit() {
    log.sealed(globex, "key.made");
    String good = owner.browser().post(globex.path("audit/integrity")).asString();
    String anchor = get("audit/head").asString();
    log.tamper(
        "update audit_entries set target = 'key 2' where id = '%s'"
            .formatted(log.idOf(globex, "key.made")));
    String bad =
        owner.browser().formParam("anchor", anchor).post(globex.path("audit/integrity")).asString();

    assertThat(good).contains("The chain fits: 1 block with ");
    assertThat(bad)
        .contains(
            "The audit log was changed.",
            log.idOf(globex, "key.made").toString(),
            "The chain contains this head");
  }

  @Test
  void whatOperatorsDoOutsideOrganizationsIsSealedVerifiedAndExportedToo() {
    Visitor.Person operator = visitor.operator();
    log.sealed(new Operator(Ids.next(), "Ada", Origin.INSIDE), "price.set");
    String anchor = operator.browser().get("/operator/audit/head").asString();
    UUID entry = log.newestOf(AuditLog.INSTALLATION);

    assertThat(verifiedAs(operator, anchor)).contains("The chain fits: ", "contains this head");
    log.tamper("update audit_entries set target = 'model 2' where id = '%s'".formatted(entry));
    try {
      assertThat(verifiedAs(operator, anchor))
          .contains("The audit log was changed.", "/operator/audit/entries/" + entry);
    } finally {
      log.tamper(
          "update audit_entries set target = 'price thing' where id = '%s'".formatted(entry));
    }
    assertThat(
            operator
                .browser()
                .formParam("format", "jsonl")
                .post("/operator/audit/exports")
                .asString())
        .contains(entry.toString());
    assertThat(operator.browser().get("/operator/audit").asString())
        .contains("Exported the audit log");
    assertThat(owner.browser().get("/operator/audit/head").statusCode()).isEqualTo(404);
  }

  private static String verifiedAs(Visitor.Person operator, String anchor) {
    return operator
        .browser()
        .formParam("anchor", anchor)
        .post("/operator/audit/integrity")
        .asString();
  }

  @Test
  void programsReadVerifyAndFollowTheLog() {
    log.sealed(globex, "key.made", "key.changed", "key.revoked");
    String secret = "management-key-for-tests-" + globex.orgId();
    managementKeys.replace(globex.orgId(), "Environment", secret);

    JsonNode first = ask(secret, "/v1/audit?limit=2&action=keys");
    JsonNode second =
        ask(secret, "/v1/audit?limit=2&action=keys&cursor=" + first.path("next_cursor").asText());
    JsonNode checked =
        Json.parseObject(
            given()
                .header("Authorization", "Bearer " + secret)
                .body(Json.write(ask(secret, "/v1/audit/head")))
                .post("/v1/audit/verification")
                .asByteArray());

    assertThat(first.path("data").findValuesAsText("action"))
        .containsExactly("key.revoked", "key.changed");
    assertThat(second.path("data").findValuesAsText("action")).containsExactly("key.made");
    assertThat(second.path("next_cursor").isNull()).isTrue();
    assertThat(checked.path("data").path("intact").asBoolean()).isTrue();
    assertThat(checked.path("data").path("anchor").asText()).isEqualTo("contained");
    assertThat(given().get("/v1/audit").statusCode()).isEqualTo(401);
  }

  @Test
  void aFailingWebhookIsSentToAgainFromItsPageAndATestSaysWhatItAnswered() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 500 : 202)) {
      owner.browser().formParam("address", receiver.url()).post(globex.path("audit/webhook"));
      String page = globex.path("audit/settings");
      String before = owner.browser().get(page).asString();
      log.tamper(
          "update audit_webhooks set failing_since = now(), next_at = now() + interval '1 hour' where org_id = '%s'"
              .formatted(globex.orgId()));
      String failing = owner.browser().get(page).asString();

      String retried = notice("audit/webhook/retry");
      String failed = notice("audit/webhook/test");
      String accepted = notice("audit/webhook/test");

      assertThat(before).doesNotContain("Retry now");
      assertThat(failing).contains("Retry now");
      assertThat(retried).isEqualTo("What waits is sent in a moment.");
      assertThat(
              log.ask(
                  globex,
                  "select next_at <= now() and failing_since is not null from audit_webhooks where org_id = ?"))
          .containsExactly("t");
      assertThat(failed).isEqualTo("The test failed. The receiver answered with HTTP status 500.");
      assertThat(accepted).isEqualTo("Test accepted: the receiver answered with HTTP status 202.");
    }
  }

  private String notice(String page) {
    String cookie = owner.browser().post(globex.path(page)).cookie(Redirect.NOTICE_COOKIE);
    return URLDecoder.decode(cookie, StandardCharsets.UTF_8);
  }

  private void record(String action, String target, Changes changes) {
    database.inOrganization(
        globex.orgId(),
        () -> {
          audit.record(globex.owner(), action, target, changes);
          return true;
        });
  }

  private Response export(String format) {
    return owner
        .browser()
        .formParam("format", format)
        .formParam("action", "keys")
        .post(globex.path("audit/exports"));
  }

  private Response retention(String days, String confirmed) {
    return owner
        .browser()
        .formParam("days", days)
        .formParam("confirmed", confirmed)
        .post(globex.path("audit/retention"));
  }

  private static JsonNode ask(String secret, String path) {
    return Json.parseObject(
        given().header("Authorization", "Bearer " + secret).get(path).asByteArray());
  }

  private int status(Visitor.Person person, String page) {
    return person.browser().get(globex.path(page)).statusCode();
  }

  private Response get(String page) {
    return owner.browser().get(globex.path(page));
  }

  private List<String> titles(String query) {
    return titlesOf(get("audit" + query).asString());
  }

  private static List<String> titlesOf(String page) {
    Matcher matcher =
        Pattern.compile("/audit/entries/[0-9a-f-]+\" title=\"([^\"]*)\"").matcher(page);
    List<String> titles = new ArrayList<>();
    while (matcher.find()) {
      titles.add(matcher.group(1));
    }
    return titles;
  }
}
