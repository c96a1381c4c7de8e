package ai.nemorouter.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.books.BusyOrganization.Books;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Holds;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Checking the books on demand, at night and from a terminal, and what operators see of it.
@QuarkusTest
class BooksTest {
  @TestHTTPResource(value = "metrics", management = true)
  private URI metricsPage;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database;
  private final Database transactions;
  private final Session session;
  private final BusyOrganization organizations;
  private final Holds holds;
  private final Visitor visitor;
  private final BookMetrics metrics;
  private final Owner owner;

  BooksTest(
      TestDatabase database,
      Database transactions,
      Session session,
      BusyOrganization organizations,
      Holds holds,
      Visitor visitor,
      BookMetrics metrics,
      Owner owner) {
    this.database = database;
    this.transactions = transactions;
    this.session = session;
    this.organizations = organizations;
    this.holds = holds;
    this.visitor = visitor;
    this.metrics = metrics;
    this.owner = owner;
  }

  /// Checking everything that other tests left behind would take minutes.
  @BeforeEach
  void letGoOfTheOrganizationsOfOtherTests() {
    owner.useTransaction(handle ->
        handle.execute(
            """
            update organizations set deletion_requested_at = now(), deletion_due_at = now(), deleted_at = now()
             where slug like 'globex-%' and deletion_due_at is null
            """));
  }

  @Test
  void whatAnOperatorHasCheckedIsShownWithEachDeviation() {
    Books books = organizations.make();
    breakBooks(books);
    Visitor.Person operator = visitor.operator();

    String run = verified(operator);

    String page = operator.browser().get(run + "?search=" + books.orgId()).asString();
    assertThat(page)
        .contains("are used, but it carried", "<code>I6</code>", "<code>I2</code>")
        .contains("globex-" + books.orgId());
    assertThat(operator.browser().get("/operator/books").asString())
        .contains("The latest check", "Deviations", run);
    assertThat(operator.browser().get(run + "?search=nothing-like-it").asString())
        .contains("No deviation matches");
    mend(books);
  }

  @Test
  void theMetricsTellWhatTheLastCheckFoundAndWhatIsHeld() {
    organizations.make();
    verified(visitor.operator());

    metrics.refresh();

    assertThat(RestAssured.get(metricsPage).asString())
        .containsPattern("nemorouter_books_deviations [0-9.E]+\n")
        .containsPattern("nemorouter_books_age_seconds [0-9.E]+\n")
        .containsPattern("nemorouter_holds [1-9][0-9.E]*\n")
        .containsPattern("nemorouter_holds_oldest_age_seconds [0-9.E]+\n");
  }

  @Test
  void oneNodeOfTheClusterChecksAtNight() {
    VerifyRuns runs = new VerifyRuns(ai.nemorouter.books.Books.transactions(transactions, session));
    Instant due = Instant.now();
    AtomicReference<UUID> first = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          runs.beginNightly(due).ifPresent(first::set);
          return first.get() != null;
        });

    boolean again = runs.beginNightly(due).isPresent();
    boolean withField = runs.begin(VerifyRun.Trigger.OPERATOR).isPresent();
    runs.perform(first.get());
    boolean afterwards = runs.beginNightly(due).isPresent();

    assertThat(List.of(again, withField, afterwards)).containsOnly(false);
  }

  @Test
  void theCommandSaysByItsExitCodeWhatItFound() {
    Books books = organizations.make();
    String slug = "globex-" + books.orgId();

    assertThat(command("--org", slug))
        .isEqualTo(
            """
            0: Checked 1 organizations, 8 requests.
            The books balance.
            The audit logs fit: 1 of them, 0 sealed entries.
            """);
    breakBooks(books);
    assertThat(command("--org", slug))
        .startsWith(
            "1: Checked 1 organizations, 8 requests.\n2 deviations:\n  I2 " + slug + ", window ");
    mend(books);
    assertThat(command("--org", "nobody")).startsWith("2: There is no organization");
    assertThat(command("--all")).startsWith("2: usage: verify");
  }

  @Test
  void theCommandChecksEverybodyAndKeepsTheRun() {
    Books books = organizations.make();
    breakBooks(books);

    AtomicReference<String> output = new AtomicReference<>("");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          output.set(command());
          return !output.get().contains("A check is under way");
        });

    assertThat(output.get()).startsWith("1: ").contains("globex-" + books.orgId());
    assertThat(
            database
                .acrossOrganizations()
                .<Long>read(handle ->
                    handle
                        .select(
                            "select count(*) from verify_runs where trigger = 'command' and finished_at is not null")
                        .mapTo(Long.class)
                        .one()))
        .isPositive();
    mend(books);
  }

  @Test
  void aSettlementThatTheDatabaseRefusesIsKeptUntilAnOperatorResolvesIt() {
    Books books = organizations.make();
    HoldRequest request = organizations.place(books.payer(), books.priceId());

    holds.settle(unstorable(request));

    Visitor.Person operator = visitor.operator();
    String resolution =
        "/operator/books/unbooked/" + books.orgId() + "/" + request.id() + "/resolution";
    await().until(() -> operator.browser().get(resolution).statusCode() == 200);
    assertThat(operator.browser().get(resolution).asString())
        .contains("$0.25", "globex-" + books.orgId(), "u0000");
    assertThat(operator.browser().get("/operator/books").asString()).contains(resolution);
    assertThat(named(books)).contains("unbooked");

    Response resolved = operator.browser().post(resolution);

    assertThat(resolved.header("Location")).isEqualTo("/operator/books");
    assertThat(named(books)).doesNotContain("unbooked");
    assertThat(operator.browser().get(resolution).statusCode()).isEqualTo(404);
    assertThat(audit(books)).containsExactly("settlement.resolved by Ada Lovelace (operator)");
  }

  @Test
  void onlyOperatorsKnowOfTheBooks() {
    Books books = organizations.make();
    Visitor.Person owner = visitor.owner(books.orgId());
    String settlement = "unbooked/" + books.orgId() + "/" + books.underWay() + "/resolution";

    for (String page : List.of("", "/runs/" + books.underWay(), "/" + settlement, "/nowhere")) {
      assertThat(owner.browser().get("/operator/books" + page).statusCode()).isEqualTo(404);
    }
    for (String form : List.of("/runs", "/" + settlement)) {
      assertThat(owner.browser().post("/operator/books" + form).statusCode()).isEqualTo(404);
    }
    assertThat(Visitor.browser().get("/operator/books").header("Location"))
        .contains("/sign-in?next=");
    assertThat(owner.browser().get(books.place().path("overview")).asString())
        .doesNotContain("/operator/");
    assertThat(visitor.operator().browser().get(books.place().path("overview")).asString())
        .contains("/operator/books", "/operator/holds");
  }

  /// Asks for a check until it is one of its own, and waits for its end.
  private String verified(Visitor.Person operator) {
    String[] run = new String[1];
    Instant asked = Instant.now();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          run[0] = operator.browser().post("/operator/books/runs").header("Location");
          UUID id = UUID.fromString(run[0].substring(run[0].lastIndexOf('/') + 1));
          return database
              .acrossOrganizations()
              .<Boolean>read(handle ->
                  handle
                      .select("select started_at >= ? from verify_runs where id = ?", asked, id)
                      .mapTo(Boolean.class)
                      .one());
        });
    await()
        .atMost(PATIENCE)
        .until(() -> !operator.browser().get(run[0]).asString().contains(">Running<"));
    return run[0];
  }

  private void breakBooks(Books books) {
    addToCredit(books, 5);
  }

  /// Other tests look at all books too.
  private void mend(Books books) {
    addToCredit(books, -5);
  }

  private void addToCredit(Books books, long nanos) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                update windows w set used = used + ? from limits l
                 where w.org_id = ? and l.org_id = w.org_id and l.id = w.limit_id and l.kind = 'credit'
                """,
                nanos,
                books.orgId()));
  }

  private static String command(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int code;
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      code = new VerifyCommand(out, out).run(List.of(arguments));
    }
    return code + ": " + bytes.toString(StandardCharsets.UTF_8);
  }

  private static Settlement unstorable(HoldRequest request) {
    return new Settlement(
        request.id(),
        request.payer(),
        Settlement.Status.OK,
        200,
        null,
        Map.of(),
        request.route(),
        true,
        new Settlement.Answer("st\u0000p \ud800", "up-1", 10, 5, 0, 0, 0, 0, 0, 0),
        new Settlement.Cost(Money.ofUsd("0.25"), "provider"),
        1,
        2);
  }

  private List<String> named(Books books) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select invariant from book_deviations(?)", books.orgId())
                .mapTo(String.class)
                .list());
  }

  private List<String> audit(Books books) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select action || ' by ' || actor_name || ' (' || actor_kind || ')' from audit_entries where org_id = ? and action like 'settlement.%'",
                    books.orgId())
                .mapTo(String.class)
                .list());
  }
}
