package ai.nemorouter.credit.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Statements of credit: complete, exact, and unchanged once their month is over.
@QuarkusTest
class StatementsTest {
  private static final int NODES = 4;
  private static final Duration LATER = Duration.ofDays(70);

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Cast cast;
  @Inject Credits credits;
  @Inject Statements statements;
  @Inject StatementKeeper keeper;
  @Inject TestDatabase database;

  private final YearMonth month = YearMonth.now(ZoneOffset.UTC);
  private World.Place place;
  private Actor operator;

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
    operator = new Actor.Setup(place.orgId());
    credits.grant(operator, Money.ofUsd("10"), "first");
  }

  @Test
  void theMonthUnderWayShowsEntriesAndChargesAndEndsWithTheBalance() {
    charge("0.123456789", Instant.now());
    credits.withdraw(operator, Money.ofUsd("2"), "back");

    Statement statement = statements.find(place.owner(), month);

    assertThat(statement.isFinished()).isFalse();
    assertThat(statement.lines())
        .extracting(StatementLine::kind)
        .containsExactly("grant", "withdrawal", "usage");
    assertThat(statement.closing()).isEqualTo(Money.ofUsd("7.876543211"));
    assertThat(statement.closing()).isEqualTo(credits.balance(place.owner()).left());
    assertThat(statement.sums().stream().map(Statement.Sum::amount).reduce(Money.ZERO, Money::plus))
        .isEqualTo(statement.closing());
  }

  @Test
  void aFinishedMonthStaysAsItIsWhateverIsBookedAfterIt() {
    charge("1.000000001", Instant.now());
    keep(LATER);
    Statement before = statements.find(place.owner(), month);
    assertThat(before.isFinished()).isTrue();
    assertThat(before.lines()).extracting(StatementLine::kind).containsExactly("grant", "usage");

    credits.grant(operator, Money.ofUsd("5"), "a correction of the month before");
    settleLate("0.5");
    keep(LATER.plusDays(3));

    assertThat(statements.find(place.owner(), month)).isEqualTo(before);
    Statement current = statements.find(place.owner(), openMonth());
    assertThat(current.lines())
        .extracting(StatementLine::kind, StatementLine::amount)
        .contains(tuple("grant", Money.ofUsd("5")), tuple("late_usage", Money.ofUsd("-0.5")));
    assertThat(current.closing()).isEqualTo(credits.balance(place.owner()).left());
    for (String change :
        List.of(
            "update credit_statements set closing = 0 where org_id = ? and closed_at is not null",
            "insert into credit_statement_lines select org_id, id, 99, now(), 'usage', null, '', '', 0, 0 from credit_statements where org_id = ? and closed_at is not null limit 1",
            "delete from credit_statement_lines where org_id = ?")) {
      assertThatThrownBy(() -> execute(change)).as(change).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void eachMonthBeginsWithWhatTheOneBeforeEndedWith() {
    charge("0.25", Instant.now());
    keep(LATER);
    charge("0.000000007", Instant.now());

    List<Statement.Head> heads = new ArrayList<>(statements.list(place.owner(), 1).items());

    assertThat(heads).hasSizeGreaterThanOrEqualTo(3);
    for (int i = 1; i < heads.size(); i++) {
      assertThat(heads.get(i - 1).opening()).isEqualTo(heads.get(i).closing());
    }
    for (Statement.Head head : heads) {
      assertThat(head.opening().plus(head.added()).plus(head.taken())).isEqualTo(head.closing());
    }
    assertThat(heads.getFirst().closing()).isEqualTo(credits.balance(place.owner()).left());
  }

  @Test
  void aDayIsWrittenDownOnceHoweverManyNodesDoIt() throws Exception {
    charge("0.25", Instant.now());
    List<Callable<Boolean>> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(() -> keep(LATER));
    }
    int wrote = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> node : threads.invokeAll(nodes)) {
        wrote += node.get() ? 1 : 0;
      }
    }

    assertThat(wrote).isEqualTo(1);
    assertThat(statements.find(place.owner(), month).lines()).hasSize(2);
  }

  @Test
  void whatIsDueIsWrittenDownForEveryOrganizationWithCredit() {
    keeper.keepDue();

    assertThat(count("select count(*) from credit_statements where org_id = ?")).isPositive();
    assertThat(count("select count(*) from credit_statement_lines where org_id = ?"))
        .as("the day under way is not written down")
        .isZero();
  }

  @Test
  void attemptsAtTheOrganizationsOwnProvidersAreNotPaidFromCredit() {
    database.inInstallation(() -> {
      database.useSql(handle ->
          handle.execute(
              """
              insert into calls (org_id, id, team_id, key_id, started_at, finished_at, status, requested_model, streamed, cost,
                cost_source, own_provider) values (?, ?, ?, ?, now(), now(), 'ok', 'a/b', false, 5000000000, 'catalog', true)
              """,
              place.orgId(),
              Ids.next(),
              place.teamId(),
              Ids.next()));
      return true;
    });

    assertThat(statements.find(place.owner(), month).lines())
        .extracting(StatementLine::kind)
        .containsExactly("grant");
  }

  @Test
  void peopleReadDownloadAndListStatementsAndProgramsReadTheSame() throws Exception {
    charge("0.123456789", Instant.now());
    Visitor.Person owner = visitor.owner(place.orgId());
    String path = place.path("credit/statements");

    assertThat(owner.browser().get(path).asString())
        .contains("Not finished", "/credit/statements/" + month);
    assertThat(owner.browser().get(path + "/" + month).asString())
        .contains("This month is not finished", "Opening balance", "$9.876543211", "Usage");
    Response csv = owner.browser().get(path + "/" + month + "/statement.csv");
    assertThat(csv.header("content-disposition")).contains("statement-" + month + ".csv");
    assertThat(csv.asString())
        .contains("\"grant\",\"first\"", ",-0.123456789,9.876543211\r\n", "\"balance_so_far\"");
    try (PDDocument pdf =
        Loader.loadPDF(owner.browser().get(path + "/" + month + "/statement.pdf").asByteArray())) {
      assertThat(new PDFTextStripper().getText(pdf))
          .contains("Statement of credit", "Globex", "Opening balance", "$9.876543211");
    }
    String key = cast.managementKey(place, Set.of(Permission.VIEW_CREDIT));
    Response told =
        RestAssured.given()
            .header("Authorization", "Bearer " + key)
            .get("/v1/credits/statements/" + month);
    assertThat(told.asString()).contains("\"closing_balance\":9.876543211");
    assertThat(told.jsonPath().getList("data.lines")).hasSize(2);
    assertThat(
            RestAssured.given()
                .header("Authorization", "Bearer " + key)
                .get("/v1/credits/statements")
                .jsonPath()
                .getInt("total_count"))
        .isEqualTo(1);
  }

  @Test
  void aMonthWithoutCreditAndAnotherOrganizationsAreNotThere() {
    Visitor.Person owner = visitor.owner(place.orgId());
    World.Place other = world.newOrganization();

    for (String none : List.of("1999-01", "nonsense", "2026-13", "+99999999-01")) {
      assertThat(owner.browser().get(place.path("credit/statements/" + none)).statusCode())
          .as(none)
          .isEqualTo(404);
    }
    assertThatThrownBy(() -> statements.find(other.owner(), month))
        .isInstanceOf(NotFoundException.class);
    assertThat(statements.list(other.owner(), 1).isEmpty()).isTrue();
    assertThat(
            visitor.owner(other.orgId()).browser().get(other.path("credit/statements")).asString())
        .contains("No statement yet");
  }

  private YearMonth openMonth() {
    return statements.list(place.owner(), 1).items().getFirst().month();
  }

  /// As if that much time had passed.
  private boolean keep(Duration later) {
    return database.inInstallation(() -> keeper.keep(place.orgId(), database.now().plus(later)));
  }

  /// As if a request had cost that, and was booked then.
  private void charge(String usd, Instant at) {
    database.inInstallation(() -> {
      database.useSql(handle -> {
        handle.execute(
            """
            insert into calls (org_id, id, team_id, key_id, started_at, finished_at, status, requested_model, streamed, cost, cost_source)
            values (?, ?, ?, ?, ?, ?, 'ok', 'a/b', false, ?, 'catalog')
            """,
            place.orgId(),
            Ids.at(at),
            place.teamId(),
            Ids.next(),
            at.atOffset(ZoneOffset.UTC),
            at.atOffset(ZoneOffset.UTC),
            Money.ofUsd(usd));
        use(usd);
      });
      return true;
    });
  }

  /// As if the request had cost that much more than was booked.
  private void settleLate(String usd) {
    database.inInstallation(() -> {
      database.useSql(handle -> {
        handle.execute(
            "update calls set cost = cost + ?, late = true, finished_at = now() where org_id = ?",
            Money.ofUsd(usd),
            place.orgId());
        use(usd);
      });
      return true;
    });
  }

  private void use(String usd) {
    database.useSql(handle ->
        handle.execute(
            """
            update windows set used = used + ? where org_id = ? and limit_id =
              (select id from limits where org_id = ? and kind = 'credit')
            """,
            Money.ofUsd(usd),
            place.orgId(),
            place.orgId()));
  }

  private void execute(String sql) {
    database.inInstallation(() -> {
      database.useSql(handle -> handle.execute(sql, place.orgId()));
      return true;
    });
  }

  private long count(String sql) {
    return database.inInstallation(() ->
        database.withSql(handle -> handle.select(sql, place.orgId()).mapTo(Long.class).one()));
  }
}
