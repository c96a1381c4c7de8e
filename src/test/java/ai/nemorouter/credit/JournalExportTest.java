package ai.nemorouter.credit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.purchase.Purchase;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.credit.statement.StatementKeeper;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The journal as a file: complete, in balance, and of the one organization or of all.
@QuarkusTest
class JournalExportTest {
  private static final int DEBIT = 6;
  private static final int CREDIT = 7;
  private static final int COLUMNS = 11;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Till till;
  @Inject Credits credits;
  @Inject StatementKeeper keeper;
  @Inject Database database;

  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    till.open();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    till.close();
  }

  private Response own(String from, String to, String format) {
    return visitor
        .owner(place.orgId())
        .browser()
        .formParam("from", from)
        .formParam("to", to)
        .formParam("format", format)
        .post(place.path("credit/statements/journal/exports"));
  }

  private static List<String> lines(Response file) {
    assertThat(file.statusCode()).isEqualTo(200);
    return file.asString().lines().skip(1).toList();
  }

  /// Commas between quotation marks part nothing.
  private static String[] cells(String line) {
    return line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
  }

  private static BigDecimal sum(List<String> lines, int column) {
    return lines.stream()
        .map(line -> cells(line)[column])
        .map(cell -> cell.isEmpty() ? BigDecimal.ZERO : new BigDecimal(cell))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void anOrganizationGetsEachEntryOfItsCreditWithWhatStandsAgainstIt() {
    Purchase purchase = till.paid(place.owner(), "100");
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("0.5"), "=SUM(A1)");

    Response file = own("", "", "csv");

    assertThat(file.contentType()).startsWith("text/csv");
    assertThat(file.header("content-disposition")).contains("journal.csv");
    assertThat(lines(file)).hasSize(2).allMatch(line -> cells(line).length == COLUMNS);
    assertThat(lines(file).getFirst())
        .contains("\"purchase\"", "\"customer_credit\",\"fee_income payments\",100,,")
        .contains("\"purchase " + purchase.id() + "\"");
    assertThat(lines(file).getLast())
        .contains("\"'=SUM(A1)\"", "\"customer_credit\",\"operator_grants\",0.5,,");
    assertThat(
            visitor
                .owner(place.orgId())
                .browser()
                .get(place.path("audit?action=journal.exported"))
                .asString())
        .contains("Exported the journal of credit");
  }

  @Test
  void whatAProgramBookedIsFoundByItsOwnReference() {
    credits.grant(
        new Actor.Setup(place.orgId()),
        JournalEntry.Kind.GRANT,
        Money.ofUsd("3"),
        null,
        "Invoice",
        "inv-2026-7");

    assertThat(lines(own("", "", "csv"))).singleElement().asString().contains("\"inv-2026-7\"");
    assertThat(own("", "", "hledger").asString()).contains("reference:inv-2026-7");
  }

  @Test
  void debitsLessCreditsOfTheFileAreTheBalanceOfTheDaysThatAreOver() {
    till.paid(place.owner(), "25");
    credits.withdraw(new Actor.Setup(place.orgId()), Money.ofUsd("1.23"), "back");
    till.spend(place.orgId(), "0.000000009", "0");
    keep();

    List<String> lines = lines(own("", "", "csv"));

    assertThat(sum(lines, DEBIT).subtract(sum(lines, CREDIT))).isEqualByComparingTo("23.77");
    String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1).toString();
    assertThat(lines(own(tomorrow, "", "csv"))).isEmpty();
  }

  @Test
  void thePlainTextJournalBalancesInEveryTransaction() {
    till.paid(place.owner(), "100");
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("3"), "one; two | three");

    String text = own("", "", "hledger").asString();

    assertThat(text)
        .contains("    assets:prepaid credit  100.000000000 USD\n")
        .contains("    expenses:platform fee  5.000000000 USD\n")
        .contains("    assets:payments  -105.000000000 USD\n")
        .contains(") one two three\n")
        .doesNotContain("; two");
    assertThat(balances(text).values()).allMatch(sum -> sum.signum() == 0).hasSize(2);
  }

  @Test
  void operatorsGetTheWholeBookInWhichDebitsEqualCredits() {
    till.paid(place.owner(), "100");
    World.Place other = world.newOrganization();
    credits.grant(new Actor.Setup(other.orgId()), Money.ofUsd("7"), "another's");
    Visitor.Person olga = visitor.operator();
    String today = LocalDate.now(ZoneOffset.UTC).toString();

    Response csv =
        olga.browser()
            .formParam("from", today)
            .formParam("format", "csv")
            .post("/operator/payments/journal/exports");
    Response text =
        olga.browser().formParam("format", "hledger").post("/operator/payments/journal/exports");

    List<String> lines = lines(csv);
    assertThat(lines).anyMatch(line -> line.contains("\"" + place.slug() + "\""));
    assertThat(lines).anyMatch(line -> line.contains("\"another's\""));
    assertThat(lines)
        .anyMatch(line -> line.contains("\"payments\",\"customer_credit fee_income\",105,,"));
    assertThat(sum(lines, DEBIT)).isEqualByComparingTo(sum(lines, CREDIT));
    assertThat(balances(text.asString()).values()).allMatch(sum -> sum.signum() == 0);
    assertThat(text.asString()).contains("liabilities:customer credit:" + place.slug());
    assertThat(
            visitor
                .owner(place.orgId())
                .browser()
                .post("/operator/payments/journal/exports")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void daysThatAreNoneAreRefusedBesideTheirField() {
    Response refused = own("soon", "", "csv");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("Enter a date, as in 2027-01-31.");
    assertThat(own("2026-02-01", "2026-01-31", "csv").statusCode()).isEqualTo(422);
    assertThat(own("+99999999-01-01", "", "csv").statusCode()).isEqualTo(422);
    assertThat(own("", "", "xlsx").statusCode()).isEqualTo(422);
  }

  /// As if more days had passed.
  private void keep() {
    database.inInstallation(
        () -> keeper.keep(place.orgId(), database.now().plus(Duration.ofDays(2))));
  }

  /// What the postings of each transaction sum to.
  private static Map<String, BigDecimal> balances(String journal) {
    Map<String, BigDecimal> sums = new HashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : journal.lines().toList()) {
      if (line.matches("\\d{4}-\\d\\d-\\d\\d .*")) {
        current.add(line);
      } else if (line.endsWith(" USD")) {
        String amount = line.substring(line.lastIndexOf("  ") + 2, line.length() - 4);
        sums.merge(current.getLast(), new BigDecimal(amount), BigDecimal::add);
      }
    }
    return sums;
  }
}
