package ai.nemorouter.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.guardrail.rule.exception.Grant;
import ai.nemorouter.guardrail.rule.exception.RuleExceptions;
import ai.nemorouter.guardrail.rule.exchange.RuleTemplate;
import ai.nemorouter.guardrail.sample.Samples;
import ai.nemorouter.guardrail.sample.Sampling;
import ai.nemorouter.guardrail.sample.SamplingTerms;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.export.ExportKind;
import ai.nemorouter.organization.member.Ownership;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How organizations are suspended, exported, handed over and deleted, on real PostgreSQL.
@QuarkusTest
class OrganizationEndTest {
  private final World world;
  private final Visitor visitor;
  private final Suspensions suspensions;
  private final Deletions deletions;
  private final Ownership ownership;
  private final Keys keys;
  private final Credits credits;
  private final TestDatabase database;
  private final Guardrails guardrails;
  private final RuleExceptions exceptions;
  private final Sampling sampling;
  private final Samples samples;

  private World.Place place;
  private Visitor.Person owner;
  private UUID keyId;

  OrganizationEndTest(
      World world,
      Visitor visitor,
      Suspensions suspensions,
      Deletions deletions,
      Ownership ownership,
      Keys keys,
      Credits credits,
      TestDatabase database,
      Guardrails guardrails,
      RuleExceptions exceptions,
      Sampling sampling,
      Samples samples) {
    this.world = world;
    this.visitor = visitor;
    this.suspensions = suspensions;
    this.deletions = deletions;
    this.ownership = ownership;
    this.keys = keys;
    this.credits = credits;
    this.database = database;
    this.guardrails = guardrails;
    this.exceptions = exceptions;
    this.sampling = sampling;
    this.samples = samples;
  }

  @BeforeEach
  void makeASmallWorld() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("20"), "=1+1");
    Budget budget = new Budget(Period.MONTH, Money.ofUsd("5"));
    keyId = keys.mint(place.owner(), new NewKey(place.teamId(), "=cmd()", budget, null)).key().id();
    world.recordCall(place, keyId, Money.ofUsd("3"));
    addGuardrail();
  }

  private void addGuardrail() {
    RuleKeeper keeper = new RuleKeeper.Own(place.owner());
    RuleTerms terms = RuleTemplate.of("secrets").orElseThrow().terms();
    StoredRule rule =
        guardrails.create(keeper, RuleScope.organization(place.orgId()), terms, "Advice");
    sampling.keep(place.owner(), new SamplingTerms(0, 10, 3, false));
    samples.save(place.owner(), Direction.INPUT, "What was the plan?");
    Grant grant = new Grant("Ada", "a test", Instant.now().plusSeconds(3_600));
    exceptions.grant(keeper, rule.id(), RuleScope.team(place.teamId()), grant);
  }

  @Test
  void whatOperatorsSuspendedItsOwnersCannotLetGoOn() {
    Visitor.Person operator = visitor.operator();
    operator
        .browser()
        .formParam("reason", "Unpaid <b>bills</b>")
        .post("/operator/organizations/" + place.orgId() + "/suspension");
    suspensions.resume(place.owner());
    String page = owner.browser().get(place.path("overview")).asString();
    boolean held = isSuspended();
    operator.browser().post("/operator/organizations/" + place.orgId() + "/suspension/end");

    assertThat(page).contains("Unpaid &lt;b&gt;bills&lt;/b&gt;");
    assertThat(held).isTrue();
    assertThat(isSuspended()).isFalse();
  }

  @Test
  void ownersSuspendAndLetGoOn() {
    owner.browser().post(place.path("settings/closing/suspension"));
    boolean held = isSuspended();
    String page = owner.browser().get(place.path("keys")).asString();
    owner.browser().post(place.path("settings/closing/suspension/end"));

    assertThat(held).isTrue();
    assertThat(page).contains("suspended by its owners");
    assertThat(isSuspended()).isFalse();
  }

  @Test
  void aDeletionTakesTheNameStopsCallsAtOnceAndCanBeUndone() {
    String address = place.path("settings/closing/deletion");
    Response wrong = owner.browser().formParam("typed_name", "Globe").post(address);
    boolean before = isSuspended();
    Response right = owner.browser().formParam("typed_name", "Globex").post(address);
    boolean held = isSuspended();
    String page = owner.browser().get(place.path("requests")).asString();
    owner.browser().post(address + "/undo");

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(before).isFalse();
    assertThat(right.statusCode()).isEqualTo(303);
    assertThat(held).isTrue();
    assertThat(page).contains("will be deleted on");
    assertThat(isSuspended()).isFalse();
    deletions.deleteWhatIsDue();
    assertThat(owner.browser().get(place.path("requests")).statusCode()).isEqualTo(200);
  }

  @Test
  void onceDueEveryRowGoesButTheBooksAndTheAuditLogWhicheverNodesDoIt() throws Exception {
    World.Place other = world.newOrganization();
    deletions.request(place.owner(), "Globex");
    Map<String, Long> others = rows(other.orgId());
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update organizations set deletion_due_at = now() where id = ?", place.orgId()));
    assertThatThrownBy(() -> deletions.undo(place.owner())).hasMessageContaining("organization");
    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Object> node :
          nodes.invokeAll(Collections.nCopies(3, Executors.callable(deletions::deleteWhatIsDue)))) {
        node.get();
      }
    }
    deletions.deleteWhatIsDue();

    assertThat(rows(place.orgId()).keySet())
        .contains("journal_entries", "journal_postings", "credit_grants", "audit_entries")
        .as("and a statement, where a day was written down meanwhile")
        .isSubsetOf(
            "journal_entries",
            "journal_postings",
            "credit_grants",
            "credit_statements",
            "credit_statement_lines",
            "audit_entries");
    assertThat(rows(other.orgId())).isEqualTo(others);
    assertThat(owner.browser().get(place.path("overview")).statusCode()).isEqualTo(404);
    assertThat(tombstone()).containsEntry("name", "Deleted organization").containsKey("deleted_at");
  }

  @Test
  void anExportHasEveryKindAndNeitherSecretsNorFormulas() throws Exception {
    Response jsonl =
        owner.browser().formParam("format", "jsonl").post(place.path("settings/export"));
    Response csv = owner.browser().formParam("format", "csv").post(place.path("settings/export"));
    Map<String, String> lines = files(jsonl.asByteArray());
    Map<String, String> cells = files(csv.asByteArray());

    assertThat(jsonl.contentType()).isEqualTo("application/zip");
    assertThat(lines.keySet())
        .contains("calls.jsonl", "keys.jsonl", "journal.jsonl", "purchases.jsonl", "manifest.json")
        .hasSize(ExportKind.values().length + 1);
    assertThat(lines.get("calls.jsonl")).contains("\"cost_nano_usd\":3000000000").hasLineCount(1);
    assertThat(lines.get("audit-log.jsonl")).contains("organization.exported");
    assertThat(lines.get("guardrails.jsonl")).contains("\"Secrets\"").hasLineCount(1);
    assertThat(lines.get("guardrail-versions.jsonl")).contains("\"Advice\"").hasLineCount(1);
    assertThat(lines.get("guardrail-exceptions.jsonl")).contains("\"a test\"").hasLineCount(1);
    assertThat(lines.get("guardrail-sampling.jsonl")).contains("\"days\":3").hasLineCount(1);
    assertThat(String.join("", lines.values())).doesNotContain("secret_hash", "password_hash");
    assertThat(cells.get("keys.csv")).contains("\"'=cmd()\"");
    assertThat(cells.get("journal.csv")).contains("\"'=1+1\"", ",-20000000000");
  }

  @Test
  void anOwnerHandsOverAndStepsDownInOneStep() {
    Visitor.Person heir = visitor.member(place.orgId(), Role.AUDITOR);
    Ownership.Choices choices = ownership.choices(place.owner());
    UUID heirId =
        choices.candidates().stream()
            .filter(one -> one.email().equals(heir.email()))
            .findFirst()
            .orElseThrow()
            .userId();
    Response handed =
        owner
            .browser()
            .formParam("user_id", heirId)
            .formParam("step_down_to", "member")
            .formParam("typed_name", "Globex")
            .post(place.path("settings/ownership"));

    assertThat(handed.statusCode()).as(handed.asString()).isEqualTo(303);
    assertThat(owner.browser().get(place.path("settings")).statusCode()).isEqualTo(403);
    assertThat(heir.browser().get(place.path("settings/closing")).statusCode()).isEqualTo(200);
    assertThatThrownBy(
            () -> ownership.transfer(place.owner(), new Ownership.Transfer(heirId, null, "Globex")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void operatorsMakeOrganizationsThatHaveALimitOfCreditFromTheBeginning() {
    Visitor.Person operator = visitor.operator();
    String name = "Initech " + place.orgId();
    Response unknown = make(operator, name, "nobody");
    Response invited = make(operator, name + " Ltd", "nobody-" + place.orgId() + "@example.com");
    Response made = make(operator, name, owner.email());
    Response found = operator.browser().queryParam("search", name).get("/operator/organizations");

    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(made.cookie("nemo-notice")).contains("can+enter+at+once");
    assertThat(invited.cookie("nemo-notice")).contains("invited+by+e-mail");
    assertThat(found.asString()).contains(name, "Active");
    assertThat(creditRows(name)).isEqualTo(1);
    assertThat(owner.browser().get("/operator/organizations").statusCode()).isEqualTo(404);
  }

  private static Response make(Visitor.Person operator, String name, String email) {
    return operator
        .browser()
        .formParam("name", name)
        .formParam("owner", email)
        .post("/operator/organizations");
  }

  private long creditRows(String name) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select count(*) from limits l join organizations o on o.id = l.org_id where o.name = ? and l.kind = 'credit'",
                    name)
                .mapTo(Long.class)
                .one());
  }

  private boolean isSuspended() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select suspended_at is not null from organizations where id = ?",
                    place.orgId())
                .mapTo(Boolean.class)
                .one());
  }

  private Map<String, Object> tombstone() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select * from organizations where id = ?", place.orgId())
                .mapToMap()
                .one());
  }

  /// How many rows of the organization each table with an `org_id` has; those without any left out.
  private Map<String, Long> rows(UUID orgId) {
    return database
        .acrossOrganizations()
        .read(handle -> {
          List<String> tables =
              handle
                  .select(
                      "select table_name from information_schema.columns where column_name = 'org_id' and table_schema = 'public'")
                  .mapTo(String.class)
                  .list();
          Map<String, Long> counts = new HashMap<>();
          for (String table : tables) {
            long count =
                handle
                    .select("select count(*) from " + table + " where org_id = ?", orgId)
                    .mapTo(Long.class)
                    .one();
            if (count > 0) {
              counts.put(table, count);
            }
          }
          return counts;
        });
  }

  private static Map<String, String> files(byte[] zipped) throws IOException {
    Map<String, String> files = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
