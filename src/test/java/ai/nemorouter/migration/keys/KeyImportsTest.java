package ai.nemorouter.migration.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.MintedKey;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.migration.keys.ImportPlan.Decision;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.ScriptedUpstream;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Taking keys and limits over from an account at OpenRouter: all or none, and back.
@QuarkusTest
class KeyImportsTest {
  static final String ANSWER =
      """
      {"data": [
        {"hash": "f01d52", "name": "production", "label": "sk-or-v1-0e6...1c96", "disabled": false, "limit": 12.5,
         "limit_remaining": 7.25, "limit_reset": "monthly", "include_byok_in_limit": false, "usage": 5.25,
         "created_at": "2026-01-01T00:00:00Z", "updated_at": null, "expires_at": "2999-01-01T00:00:00Z"},
        {"hash": "f01d53", "name": "old laptop", "label": "x", "disabled": true, "limit": 3, "limit_remaining": 3, "limit_reset": null},
        {"hash": "f01d54", "name": "ci", "label": "x", "disabled": false, "limit": null, "limit_remaining": null, "limit_reset": null},
        {"hash": "f01d55", "name": "Taken", "label": "x", "disabled": false, "limit": 1, "limit_remaining": 0.5, "limit_reset": "daily"},
        {"hash": "f01d56", "name": "expired", "label": "x", "disabled": false, "limit": 1, "expires_at": "2020-01-01T00:00:00Z"}
      ]}
      """;
  static final String BUDGETS =
      "{\"data\":[{\"name\":\"Workspace\",\"limit_usd\":500,\"reset_interval\":\"monthly\"},{\"name\":\"No amount\"}]}";

  @Inject World world;
  @Inject Keys keys;
  @Inject Limits limits;
  @Inject KeyImports imports;
  @Inject ManagementKeys managementKeys;
  @Inject TestDatabase database;
  @Inject Owner owner;
  @Inject Visitor visitor;

  private World.Place place;

  @BeforeEach
  void newOrganization() {
    place = world.newOrganization();
    keys.mint(place.owner(), new NewKey(place.teamId(), "taken", null, null));
  }

  @Test
  void thePreviewSaysWhatWillBeMadeAndMakesNothing() {
    ImportPlan plan = imports.preview(place.owner(), source(ANSWER), choices(false, false));

    assertThat(plan.rows())
        .extracting(ImportPlan.Row::decision)
        .containsExactly(
            Decision.CREATE,
            Decision.CREATE_DISABLED,
            Decision.CREATE,
            Decision.SKIP,
            Decision.SKIP);
    assertThat(plan.rows())
        .extracting(ImportPlan.Row::limit)
        .containsExactly(
            "$12.50 per month", "$3.00 in total", "none", "$1.00 per day", "$1.00 in total");
    assertThat(plan.rows().get(3).note()).isEqualTo("There is a key of this name.");
    assertThat(plan.rows().get(4).note()).isEqualTo("It has expired.");
    assertThat(plan.teamName()).isEqualTo("Research");
    assertThat(names()).containsExactly("taken");
    assertThat(imports.list(place.owner())).isEmpty();
  }

  @Test
  void whatIsLeftAndNumberedNamesCanBeChosen() {
    ImportPlan plan = imports.preview(place.owner(), source(ANSWER), choices(true, true));

    assertThat(plan.rows())
        .extracting(ImportPlan.Row::name)
        .containsExactly("production", "old laptop", "ci", "Taken (2)", "expired");
    assertThat(plan.rows())
        .extracting(ImportPlan.Row::limit)
        .startsWith("$7.25 per month", "$3.00 in total", "none", "$0.50 per day");
  }

  @Test
  void keysAreMadeWithTheirLimitsAndCanBeRevokedTogether() {
    KeyImports.Done done =
        imports.create(
            place.owner(), KeyImports.Source.of("a test", ANSWER, BUDGETS), choices(false, true));

    Map<String, KeyOverview> made = byName();
    assertThat(made).containsOnlyKeys("taken", "production", "old laptop", "ci", "Taken (2)");
    assertThat(named(made, "production").settings().budget())
        .isEqualTo(new Budget(Period.MONTH, Money.ofUsd("12.5")));
    assertThat(named(made, "production").key().expiresAt()).isEqualTo("2999-01-01T00:00:00Z");
    assertThat(named(made, "old laptop").key().disabledAt()).isNotNull();
    assertThat(named(made, "ci").settings().budget()).isNull();
    assertThat(done.minted())
        .extracting(MintedKey::secret)
        .allMatch(secret -> KeySecret.parse(secret.reveal()).isPresent());
    assertThat(limits.list(place.owner(), Scope.team(place.teamId())))
        .extracting(status -> status.limit().terms().display())
        .containsExactly("$500.00 per month");
    KeyImport past = imports.list(place.owner()).getFirst();
    assertThat(past.keys()).isEqualTo(4);
    assertThat(past.live()).isEqualTo(4);

    assertThat(imports.revoke(place.owner(), past.id())).isEqualTo(4);
    assertThat(imports.revoke(place.owner(), past.id())).isZero();

    assertThat(names()).containsExactly("taken");
    assertThat(imports.find(place.owner(), past.id()).revokedAt()).isNotNull();
    assertThat(audited()).contains("import.created", "import.revoked");
  }

  @Test
  void anImportWithARowThatCannotBeIsNotDoneAtAll() {
    String broken =
        ANSWER.replace("\"limit\": 1, \"limit_remaining\"", "\"limit\": -1, \"limit_remaining\"");

    assertThat(imports.preview(place.owner(), source(broken), choices(false, false)).problems())
        .singleElement()
        .extracting(ImportPlan.Row::note)
        .isEqualTo("Its limit cannot be one.");
    assertThatThrownBy(() -> imports.create(place.owner(), source(broken), choices(false, false)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Nothing was imported: key 4 (“Taken”)");

    assertThat(names()).containsExactly("taken");
  }

  /// An unforeseen error in the database, after other keys were made.
  @Test
  void anImportThatFailsInTheMiddleLeavesNothing() {
    String trigger = "refuse_" + place.orgId().toString().replace("-", "");
    owner.useTransaction(handle -> {
      handle.execute(
          "create function %s() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$"
              .formatted(trigger));
      handle.execute(
          "create trigger %s before insert on keys for each row when (new.name = 'ci' and new.org_id = '%s') execute function %s()"
              .formatted(trigger, place.orgId(), trigger));
    });
    try {
      assertThatThrownBy(() ->
              imports.create(
                  place.owner(),
                  KeyImports.Source.of("a test", ANSWER, BUDGETS),
                  choices(false, false)))
          .hasMessageContaining("refused");
    } finally {
      owner.useTransaction(handle -> handle.execute("drop function " + trigger + " cascade"));
    }

    assertThat(names()).containsExactly("taken");
    assertThat(imports.list(place.owner())).isEmpty();
    assertThat(limits.list(place.owner(), Scope.team(place.teamId()))).isEmpty();
    assertThat(audited()).doesNotContain("import.created");
  }

  @Test
  void aLiveAccountIsReadPageByPageAndItsKeyIsSentOnlyThere() throws IOException {
    try (ScriptedUpstream account = ScriptedUpstream.start()) {
      account.otherwise(wire -> {
        String path = wire.request().path();
        int offset = Integer.parseInt(path.substring(path.indexOf("offset=") + 7));
        int size = offset == 0 ? 100 : 3;
        boolean known =
            "Bearer sk-or-v1-live".equals(wire.request().headers().get("authorization"));
        wire.json(known ? 200 : 401, known ? page(offset, size) : "{}");
      });
      String management = managementKey();
      String body = "{\"base_url\":\"%s/\",\"management_key\":\"%s\",\"dry_run\":true}";

      JsonNode plan =
          json(api(management, body.formatted(account.baseUrl(), "sk-or-v1-live")), 200);
      JsonNode wrong = json(api(management, body.formatted(account.baseUrl(), "other")), 400);

      assertThat(plan.path("created").asInt()).isEqualTo(103);
      assertThat(plan.at("/plan/102/name").asText()).isEqualTo("key 102");
      assertThat(wrong.at("/error/message").asText()).contains("does not know this management key");
      assertThat(wrong.at("/error/param").asText()).isEqualTo("address");
    }
    long kept =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery("select count(*) from imports where source like '%live%'")
                    .mapTo(Long.class)
                    .one());
    assertThat(kept).isZero();
  }

  @Test
  void programsImportWithAManagementKeyAndSeeEachSecretOnce() {
    String management = managementKey();
    String body = "{\"source\":%s,\"team\":\"research\",\"duplicates\":\"skip\"}".formatted(ANSWER);

    JsonNode made = json(api(management, body), 201);
    JsonNode listed =
        json(
            RestAssured.given()
                .header("Authorization", "Bearer " + management)
                .get("/v1/migration/imports"),
            200);
    JsonNode undone =
        json(
            RestAssured.given()
                .header("Authorization", "Bearer " + management)
                .delete("/v1/migration/imports/" + made.path("id").asText()),
            200);

    assertThat(made.path("keys")).hasSize(3);
    assertThat(KeySecret.parse(made.at("/keys/0/key").asText())).isPresent();
    assertThat(listed.at("/data/0/keys").asInt()).isEqualTo(3);
    assertThat(listed.toString()).doesNotContain(made.at("/keys/0/key").asText());
    assertThat(undone.path("revoked_keys").asInt()).isEqualTo(3);
    String inference =
        keys.mint(place.owner(), new NewKey(place.teamId(), "x", null, null)).secret().reveal();
    assertThat(json(api(inference, body), 403).at("/error/message").asText())
        .isEqualTo("Only management keys can perform this operation");
    assertThat(
            json(api(management, "{\"source\":[],\"amount\":\"half\"}"), 400)
                .at("/error/param")
                .asText())
        .isEqualTo("amount");
  }

  @Test
  void thePagesLeadFromTheListToTheSecretsAndBack() {
    Visitor.Person owner = visitor.owner(place.orgId());
    String path = place.path("migration/imports");

    Response preview =
        owner
            .browser()
            .multiPart("keys", ANSWER)
            .multiPart("team", place.teamId().toString())
            .multiPart("file", "", new byte[0])
            .post(path + "/preview");
    assertThat(preview.statusCode()).as(preview.asString()).isEqualTo(200);
    assertThat(preview.asString()).contains("production", "$12.50 per month", "Make 3 keys");
    Response made =
        owner
            .browser()
            .formParam("keys", ForeignKeyJson.list(OpenRouterAnswers.keys(ANSWER)))
            .formParam("team", place.teamId().toString())
            .formParam("source", "a pasted list")
            .post(path);
    assertThat(made.statusCode()).isEqualTo(200);
    String csv = csvOf(made.asString());
    assertThat(csv).startsWith("name,key\r\n\"production\",sk-nemo-");
    assertThat(made.asString()).contains("PRODUCTION_NEMOROUTER_API_KEY=sk-nemo-");
    assertThat(owner.browser().get(path).asString())
        .contains("3 keys from a pasted list")
        .doesNotContain(csv.substring(25, 60));
    String id = imports.list(place.owner()).getFirst().id().toString();
    assertThat(owner.browser().get(path + "/" + id + "/revocation").asString())
        .contains("Revoke 3 keys of this import?");
    assertThat(owner.browser().post(path + "/" + id + "/revocation").statusCode()).isEqualTo(303);
    assertThat(names()).containsExactly("taken");
  }

  @Test
  void aBrokenListIsShownAgainWithWhatIsWrong() {
    Response refused =
        visitor
            .owner(place.orgId())
            .browser()
            .multiPart("keys", "nonsense")
            .multiPart("team", place.teamId().toString())
            .post(place.path("migration/imports/preview"));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("This is not JSON", "nonsense");
  }

  @Test
  void anotherOrganizationsImportsAndTeamsDoNotExist() {
    KeyImports.Done done = imports.create(place.owner(), source(ANSWER), choices(false, false));
    World.Place other = world.newOrganization();

    assertThat(imports.list(other.owner())).isEmpty();
    assertThatThrownBy(() -> imports.revoke(other.owner(), done.id()))
        .hasMessageContaining("import");
    assertThatThrownBy(() -> imports.preview(other.owner(), source(ANSWER), choices(false, false)))
        .hasMessage("There is no such team.");
    assertThat(names()).hasSize(4);
  }

  private ImportChoices choices(boolean remaining, boolean rename) {
    return new ImportChoices(place.teamId(), remaining, rename);
  }

  private static KeyImports.Source source(String answer) {
    return KeyImports.Source.of("a test", answer, "");
  }

  private static String page(int offset, int size) {
    return IntStream.range(offset, offset + size)
        .mapToObj("{\"name\":\"key %d\",\"limit\":1}"::formatted)
        .collect(Collectors.joining(",", "{\"data\":[", "]}"));
  }

  private Map<String, KeyOverview> byName() {
    KeyFilter live =
        new KeyFilter(
            "",
            null,
            java.util.EnumSet.complementOf(java.util.EnumSet.of(Key.Status.REVOKED)),
            KeyFilter.Sort.NAME,
            new KeyFilter.Range(0, 1_000));
    return keys.list(place.owner(), live).keys().stream()
        .collect(Collectors.toMap(overview -> overview.key().name(), overview -> overview));
  }

  private static KeyOverview named(Map<String, KeyOverview> made, String name) {
    return Objects.requireNonNull(made.get(name), name);
  }

  private List<String> names() {
    return byName().keySet().stream().sorted().toList();
  }

  private List<String> audited() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select action from audit_entries where org_id = :org order by id")
                .bind("org", place.orgId())
                .mapTo(String.class)
                .list());
  }

  private String managementKey() {
    String secret = "a management key of " + place.orgId();
    managementKeys.replace(place.orgId(), "Terraform", secret);
    return secret;
  }

  private static Response api(String secret, String body) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + secret)
        .contentType("application/json")
        .body(body)
        .post("/v1/migration/imports");
  }

  private static String csvOf(String page) {
    String marker = "data:text/csv;base64,";
    int from = page.indexOf(marker) + marker.length();
    return new String(
        Base64.getDecoder()
            .decode(
                page.substring(from, page.indexOf('"', from))
                    .replace("&#x3D;", "=")
                    .replace("&#61;", "=")),
        StandardCharsets.UTF_8);
  }

  private static JsonNode json(Response response, int status) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
