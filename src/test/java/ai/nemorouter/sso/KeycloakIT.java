package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.Browser;
import ai.nemorouter.testsupport.Browser.View;
import ai.nemorouter.testsupport.Browser.Visit;
import ai.nemorouter.testsupport.Keycloak;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Single sign-on as people have it: a real Keycloak with the realm that we ship, a real browser,
/// and two nodes. Cookies do not know ports, so that a browser is signed in on both nodes.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {
  private static final String OPERATOR = "operator@example.com";
  private static final String OPERATOR_PASSWORD = "a password for emergencies";
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  @TempDir private static Path folder;

  private static EmbeddedPostgres postgres;
  private static Keycloak keycloak;
  private static ApplicationProcess first;
  private static ApplicationProcess second;
  private static Browser browser;

  @BeforeAll
  static void startEverything() throws Exception {
    int port = ApplicationProcess.freePort();
    URI console = URI.create("http://localhost:" + port);
    keycloak = Keycloak.start(console, folder.resolve("keycloak.log"));
    postgres = EmbeddedPostgres.builder().setServerConfig("max_connections", "100").start();
    first = ApplicationProcess.start(environment(console), folder, "first", port);
    second =
        ApplicationProcess.start(
            environment(console), folder, "second", ApplicationProcess.freePort());
    browser = Browser.start();
    furnish();
    keycloak.awaitReady();
  }

  @AfterAll
  static void stopEverything() throws IOException {
    browser.close();
    first.close();
    second.close();
    keycloak.close();
    postgres.close();
  }

  @Test
  @Order(1)
  void groupsAreRolesInOrganizationAndTeamAndGoWithTheGroup() throws Exception {
    Keycloak.Person person = keycloak.newPerson("/acme/administrators", "/acme/research");
    try (Visit visit = visit(first)) {
      signIn(visit, person, "/o/acme/teams");

      assertThat(visit.page().getByText("New team").first().isVisible()).isTrue();
      assertThat(roles(person)).isEqualTo("administrator sso, developer sso");

      keycloak.leaveGroups(person);

      await().untilAsserted(() -> assertThat(visit.open("/o/acme/teams")).isEqualTo(NOT_FOUND));
      assertThat(roles(person)).isEmpty();
    }
  }

  @Test
  @Order(2)
  void signingOutHereSignsOutAtKeycloakToo() {
    Keycloak.Person person = keycloak.newPerson("/acme/research");
    try (Visit visit = visit(first)) {
      signIn(visit, person, "/o/acme/models");

      visit.page().locator("form[action='/sign-out']").evaluate("form => form.submit()");
      visit.page().waitForURL("**/sign-in");
      visit.page().getByText("Sign in with Keycloak").click();

      visit.page().locator("#password").waitFor();
    }
  }

  @Test
  @Order(3)
  void whatKeycloakEndsIsOverOnEveryNodeBeforeAnybodyAsks() throws Exception {
    Keycloak.Person person = keycloak.newPerson("/acme/research");
    try (Visit visit = visit(first)) {
      signIn(visit, person, "/o/acme/models");
      assertThat(visit.open(second.at("/o/acme/models").toString())).isEqualTo(200);
      assertThat(sessions(person)).isOne();

      keycloak.endSessions(person);

      await().untilAsserted(() -> assertThat(sessions(person)).isZero());
      visit.open(second.at("/o/acme/models").toString());
      assertThat(visit.page().url()).contains("/sign-in?next=");
      visit.open(first.at("/o/acme/models").toString());
      assertThat(visit.page().url()).contains("/sign-in?next=");
    }
  }

  @Test
  @Order(4)
  void whoseRefreshTokenExpiredSignsInAnew() throws Exception {
    Keycloak.Person person = keycloak.newPerson("/acme/research");
    try (Visit visit = visit(first)) {
      signIn(visit, person, "/o/acme/models");

      await()
          .untilAsserted(() -> {
            keycloak.expireTokens();
            visit.open("/o/acme/models");
            assertThat(visit.page().url()).contains("/sign-in?next=");
          });
      assertThat(sessions(person)).isZero();
    }
  }

  @Test
  @Order(5)
  void whoWritesARuleIsOfferedGroupsAndRolesAndSeesWhichRulesAreForNoneOfThem() throws Exception {
    UUID orgId = UUID.fromString(text("select id::text from organizations where slug = 'acme'"));
    change(
        "insert into sso_rules (org_id, id, claim, value, role) values (?, ?, 'group', '/acme/sales', 'member')",
        orgId,
        Ids.next());
    Keycloak.Person person = keycloak.newPerson("/acme/administrators");
    try (Visit visit = visit(first)) {
      signIn(visit, person, "/o/acme/settings/sso/rules/new");

      assertThat(visit.page().locator("#provider-names option").all())
          .map(option -> option.getAttribute("value"))
          .contains("/operators", "/acme", "/acme/administrators", "/acme/research", "ai-auditor");

      visit.open("/o/acme/settings/sso");
      assertThat(
              visit.page().locator("tr:has(.badge:text('Not in Keycloak')) code").allInnerTexts())
          .containsExactly("/acme/sales");
    }
  }

  @Test
  @Order(6)
  void whileKeycloakIsDownThePageSaysSoSessionsGoOnAndOperatorsGetIn() {
    Keycloak.Person person = keycloak.newPerson("/acme/research");
    try (Visit visit = visit(first);
        Visit operator = browser.visit(first.at("/"), View.DESKTOP)) {
      signIn(visit, person, "/o/acme/models");

      keycloak.stop();

      await()
          .untilAsserted(() -> {
            APIResponse answer =
                operator
                    .page()
                    .request()
                    .get("/sign-in/sso", RequestOptions.create().setMaxRedirects(0));
            assertThat(answer.status()).isEqualTo(UNAVAILABLE);
            assertThat(answer.text()).contains("Keycloak cannot be reached");
          });
      assertThat(visit.open("/o/acme/models")).isEqualTo(200);
      signInWithPassword(operator, "/operator/domains");
    }
  }

  @Test
  @Order(7)
  void aNodeThatStartedWithoutKeycloakLetsPeopleInOnceItIsThere() throws IOException {
    keycloak.stop();
    try (ApplicationProcess third =
        ApplicationProcess.start(environment(first.at("")), folder, "third")) {
      try (Visit operator = browser.visit(third.at("/"), View.DESKTOP)) {
        APIResponse answer = operator.page().request().get("/sign-in/sso");
        assertThat(answer.status()).isEqualTo(UNAVAILABLE);
        assertThat(answer.text()).contains("Keycloak cannot be reached");
        signInWithPassword(operator, "/o/acme/settings/sso/rules/new");
        assertThat(operator.page().locator("#provider-names option").count()).isZero();
        assertThat(operator.open("/o/acme/settings/sso")).isEqualTo(200);
        assertThat(operator.page().getByText("Not in Keycloak").count()).isZero();
      }

      keycloak.startAgain();
      keycloak.awaitReady();

      Keycloak.Person person = keycloak.newPerson("/acme/research");
      try (Visit visit = visit(third)) {
        // A provider that failed is left alone for a moment.
        await().until(() -> visit.page().request().get("/sign-in/sso").ok());
        signIn(visit, person, "/o/acme/models");
        assertThat(visit.open(third.at("/o/acme/models").toString())).isEqualTo(200);
      }
    }
  }

  private static Visit visit(ApplicationProcess node) {
    return browser.visit(node.at("/"), View.DESKTOP);
  }

  private static void signInWithPassword(Visit operator, String path) {
    operator.open("/sign-in?next=" + URLEncoder.encode(path, StandardCharsets.UTF_8));
    operator.page().fill("[name=email]", OPERATOR);
    operator.page().fill("[name=password]", OPERATOR_PASSWORD);
    operator.page().locator("form[action='/sign-in'] button").click();
    operator.page().waitForURL("**" + path);
  }

  private static void signIn(Visit visit, Keycloak.Person person, String path) {
    Page page = visit.page();
    visit.open(path);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Keycloak"))
        .click();
    page.locator("#username").fill(person.username());
    page.locator("#password").fill(Keycloak.PASSWORD);
    page.locator("#kc-login").click();
    page.waitForURL("**" + path);
  }

  private static Map<String, String> environment(URI console) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.getJdbcUrl("postgres", "postgres"));
    environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
    environment.put("NEMOROUTER_BOOTSTRAP_OPERATOR_EMAIL", OPERATOR);
    environment.put("NEMOROUTER_BOOTSTRAP_OPERATOR_PASSWORD", OPERATOR_PASSWORD);
    environment.put("NEMOROUTER_SECRETS_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    environment.put("NEMOROUTER_CONSOLE_URL", console.toString());
    environment.put("NEMOROUTER_SSO_ISSUER", keycloak.issuer());
    environment.put("NEMOROUTER_SSO_CLIENT_ID", "nemorouter");
    environment.put("NEMOROUTER_SSO_CLIENT_SECRET", Keycloak.CLIENT_SECRET);
    environment.put("NEMOROUTER_SSO_NAME", "Keycloak");
    environment.put("NEMOROUTER_SSO_DIRECTORY_CLIENT_ID", "nemorouter");
    environment.put("NEMOROUTER_SSO_REFRESH_EVERY", "1s");
    // Keycloak leaves out lists that are empty.
    environment.put("NEMOROUTER_SSO_OMITTED_MEANS_NONE", "group,role,organization");
    environment.put(
        "NEMOROUTER_SSO_ADMIT", "group:/acme/administrators=acme,group:/acme/research=acme");
    return environment;
  }

  /// The organization Acme with one team, and what Keycloak's groups mean in it.
  private static void furnish() throws SQLException {
    UUID orgId = Ids.next();
    UUID teamId = Ids.next();
    change("insert into organizations (id, slug, name) values (?, 'acme', 'Acme')", orgId);
    change("insert into teams (org_id, id, name) values (?, ?, 'Research')", orgId, teamId);
    String rule =
        "insert into sso_rules (org_id, id, claim, value, team_id, role) values (?, ?, 'group', ?, ?, ?)";
    change(rule, orgId, Ids.next(), "/acme/administrators", null, "administrator");
    change(rule, orgId, Ids.next(), "/acme/research", teamId, "developer");
  }

  private static String roles(Keycloak.Person person) throws SQLException {
    return text(
        """
        select coalesce(string_agg(held, ', ' order by held), '') from (
          select m.role || ' ' || m.source as held from members m join users u on u.id = m.user_id
            where u.email = ?
          union all
          select t.role || ' ' || t.source from team_members t join users u on u.id = t.user_id
            where u.email = ?) as roles
        """,
        person.username() + "@acme.example",
        person.username() + "@acme.example");
  }

  private static int sessions(Keycloak.Person person) throws SQLException {
    return Integer.parseInt(
        text(
            "select count(*) from sessions s join users u on u.id = s.user_id where u.email = ?",
            person.username() + "@acme.example"));
  }

  private static String text(String query, @Nullable Object... values) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = prepared(connection, query, values);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void change(String change, @Nullable Object... values) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        PreparedStatement statement = prepared(connection, change, values)) {
      statement.executeUpdate();
    }
  }

  private static PreparedStatement prepared(
      Connection connection, String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
