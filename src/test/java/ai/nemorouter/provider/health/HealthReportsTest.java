package ai.nemorouter.provider.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.provider.ProviderRows;
import ai.nemorouter.provider.Providers;
import ai.nemorouter.provider.dialect.Dialects;
import ai.nemorouter.provider.health.ProviderHealth.Caller;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How providers do, as people and monitoring systems see it.
@QuarkusTest
class HealthReportsTest {
  @TestHTTPResource(value = "metrics", management = true)
  private URI metricsPage;

  private static final String MODEL = "model";
  private static final Caller CALLER = new Caller(Ids.next(), Ids.next());

  private final HealthReports reports;
  private final ProviderRows rows;
  private final ClosingQueries closings;
  private final ProviderHealth health;
  private final ProviderMetrics metrics;
  private final Providers providers;
  private final Dialects dialects;
  private final TestDatabase database;
  private final Visitor visitor;
  private final World world;
  private final ProviderOwner installation =
      new ProviderOwner.Installation(new Operator(Ids.next(), "Ada Lovelace", Origin.INSIDE));
  private final String name = "acme-" + Ids.next().toString().substring(24);

  HealthReportsTest(
      HealthReports reports,
      ProviderRows rows,
      ClosingQueries closings,
      ProviderHealth health,
      ProviderMetrics metrics,
      Providers providers,
      Dialects dialects,
      TestDatabase database,
      Visitor visitor,
      World world) {
    this.reports = reports;
    this.rows = rows;
    this.closings = closings;
    this.health = health;
    this.metrics = metrics;
    this.providers = providers;
    this.dialects = dialects;
    this.database = database;
    this.visitor = visitor;
    this.world = world;
  }

  @Test
  void theFiguresOfAllNodesAreToldTogether() {
    Provider provider = provider(null);
    pass(provider).succeeded(Duration.ofMillis(400), 100, Duration.ofMillis(1_400));
    pass(provider).failed(ProviderFailure.SERVER_ERROR, "status 503");
    reports.write();
    anotherNodeTells("open", 7, 6);

    ProviderCondition condition = reports.condition(installation, name);

    assertThat(condition.nodes()).hasSize(2);
    assertThat(condition.calls()).isEqualTo(9);
    assertThat(condition.failures()).isEqualTo(7);
    assertThat(condition.medianMs()).isEqualTo(400);
    assertThat(condition.isSpared()).isTrue();
    assertThat(condition.label()).isEqualTo("Not called");
    assertThat(condition.lastTrouble().orElseThrow().lastError())
        .isEqualTo("It failed (status 503), asked for model.");
  }

  @Test
  void aNodeThatFellSilentIsNotToldOf() {
    anotherNodeTells("open", 1, 1);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update provider_health set at = now() - interval '2 minutes' where name = ?",
                name));

    assertThat(reports.condition(installation, name).isKnown()).isFalse();
  }

  @Test
  void anOrganizationsOwnProviderIsItsOwnBusiness() {
    UUID orgId = world.newOrganization().orgId();
    pass(provider(orgId)).failed(ProviderFailure.TIMEOUT);
    reports.write();

    assertThat(reports.condition(installation, name).isKnown()).isFalse();
    ProviderOwner own = new ProviderOwner.Own(new Actor.Setup(orgId));
    assertThat(reports.condition(own, name).isKnown()).isTrue();
  }

  @Test
  void aCircuitThatIsClosedOnOneNodeClosesOnTheOthersWithinSeconds() {
    Provider provider = provider(null);
    fail(provider, ProviderFailure.UNREACHABLE);
    assertThat(health.isAvailable(provider, MODEL, CALLER)).isFalse();

    // As another node writes it.
    database.inInstallation(() -> closings.close(name, null, rows.nextChange().version()));

    await().atMost(Duration.ofSeconds(6)).until(() -> health.isAvailable(provider, MODEL, CALLER));
  }

  @Test
  void aPersonClosesACircuitAtOnceAndItIsOnRecord() {
    Provider provider = builtIn();
    fail(provider, ProviderFailure.UNREACHABLE);
    reports.write();
    Visitor.Person operator = visitor.operator();

    String page = operator.browser().get("/operator/providers/" + name).asString();
    int status = operator.browser().post("/operator/providers/" + name + "/circuit").statusCode();

    assertThat(page).contains("Call it again now", "Not called");
    assertThat(status).isEqualTo(303);
    assertThat(health.isAvailable(provider, MODEL, CALLER)).isTrue();
    List<String> actions =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select(
                        "select action from audit_entries where org_id = '00000000-0000-0000-0000-000000000000' and target = ?",
                        "provider " + name)
                    .mapTo(String.class)
                    .list());
    assertThat(actions).containsExactly("provider.circuit_closed");
  }

  @Test
  void thePageSaysWhichModelsFailAndOneButtonLetsAllKeysCallThemAgain() {
    Provider provider = builtIn();
    fail(provider, ProviderFailure.SERVER_ERROR);
    reports.write();
    Visitor.Person operator = visitor.operator();

    String page = operator.browser().get("/operator/providers/" + name).asString();
    operator.browser().post("/operator/providers/" + name + "/circuit");
    String after = operator.browser().get("/operator/providers/" + name).asString();

    assertThat(page)
        .contains(
            "Paused for some keys", "Models that failed", "<code class=\"muted\">model</code>")
        .contains("Call it again now");
    assertThat(after).doesNotContain("Paused for some keys", "Call it again now");
    assertThat(health.isAvailable(provider, MODEL, CALLER)).isTrue();
  }

  /// Row 80.
  @Test
  void anAccountThatIsTurnedDownShowsToOperatorsUntilACallSucceeds() {
    Provider provider = builtIn();
    pass(provider).failed(ProviderFailure.ACCOUNT, "status 401");
    reports.write();
    Visitor.Person operator = visitor.operator();

    String refused = operator.browser().get("/operator/providers").asString();
    pass(provider).succeeded(Duration.ofMillis(1), 1, Duration.ofMillis(2));
    reports.write();
    String accepted = operator.browser().get("/operator/providers").asString();

    assertThat(refused).contains(name + "</a> turns its account down since");
    assertThat(accepted).contains(name).doesNotContain(name + "</a> turns its account down");
  }

  @Test
  void monitoringSystemsSeeTheCircuit() {
    Provider provider = provider(null);
    fail(provider, ProviderFailure.UNREACHABLE);
    Provider other = other();
    fail(other, ProviderFailure.TIMEOUT);
    metrics.refresh();

    assertThat(RestAssured.get(metricsPage).asString())
        .contains("nemorouter_provider_circuit{provider=\"" + name + "\"} 2.0")
        .contains("nemorouter_provider_failures_recent{provider=\"" + name + "\"} 5.0")
        .contains("nemorouter_provider_circuit{provider=\"" + name + "-2\"} 0.0")
        .contains("nemorouter_provider_paused_keys{provider=\"" + name + "-2\"} 1.0");
  }

  private void fail(Provider provider, ProviderFailure kind) {
    for (int time = 0; time < Circuit.FAILURES_MIN; time++) {
      pass(provider).failed(kind);
    }
  }

  private Passage pass(Provider provider) {
    return Objects.requireNonNull(health.admit(provider, MODEL, CALLER, false));
  }

  private Provider builtIn() {
    Provider provider = provider(null);
    providers.addBuiltIn(provider);
    return provider;
  }

  private Provider provider(@Nullable UUID orgId) {
    return provider(name, orgId);
  }

  private Provider other() {
    return provider(name + "-2", null);
  }

  private Provider provider(String called, @Nullable UUID orgId) {
    return new Provider(
        called,
        dialects.get(Provider.OPENAI),
        URI.create("https://example.com/v1"),
        "sk-secret",
        Provider.DEFAULT_COST_HEADER,
        false,
        orgId);
  }

  private void anotherNodeTells(String state, int calls, int failures) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into provider_health (node, account, name, state, limited, calls, failures)
                values ('another/1', ?, ?, ?, false, ?, ?)
                """,
                name,
                name,
                state,
                calls,
                failures));
  }
}
