package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What pages of an organization say when its credit runs out.
@QuarkusTest
class CreditBannerTest {
  private static final String LOW = "data-credit=\"low\"";
  private static final String SPENT = "data-credit=\"spent\"";

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Credits credits;
  @Inject TestDatabase database;

  private World.Place place;

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
  }

  @Test
  void creditThatLastsForLessThanAWeekIsSaidWithWhatHappensAtZero() {
    grant("10");
    use("8");

    String page = page(visitor.owner(place.orgId()), "keys");

    assertThat(page)
        .contains(LOW, "Credit is low: $2.00 is left", "at the pace of the last week")
        .contains("At zero, requests are refused with status 402")
        .contains("An operator of this installation grants it")
        .doesNotContain(SPENT);
  }

  @Test
  void usedUpCreditAndWhatIsOwedAreSaid() {
    grant("10");
    use("10");
    Visitor.Person owner = visitor.owner(place.orgId());
    assertThat(page(owner, "teams"))
        .contains(SPENT, "The credit is used up", "refused with status 402", "until there is more");

    use("2.5");

    assertThat(page(owner, "teams")).contains(SPENT, "$2.50 is owed", "until");
  }

  @Test
  void operatorsAreLedToAGrant() {
    grant("1");
    use("1");

    assertThat(page(visitor.operator(), "teams")).contains(SPENT, place.path("credit/grant"));
  }

  @Test
  void enoughCreditAndNoneFromTheBeginningSayNothing() {
    Visitor.Person owner = visitor.owner(place.orgId());
    assertThat(page(owner, "keys")).doesNotContain("data-credit");

    grant("1000");
    use("1");

    assertThat(page(owner, "keys")).doesNotContain("data-credit");
  }

  @Test
  void pagesOfCreditSayItThemselvesAndWhoMayNotSeeCreditIsToldNothing() {
    grant("10");
    use("10");

    assertThat(page(visitor.owner(place.orgId()), "credit"))
        .contains("The credit is used up")
        .doesNotContain("data-credit");
    assertThat(page(visitor.member(place.orgId(), Role.MEMBER), "aliases"))
        .doesNotContain("data-credit");
  }

  private String page(Visitor.Person person, String path) {
    return person.browser().get(place.path(path)).then().statusCode(200).extract().asString();
  }

  private void grant(String usd) {
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd(usd), "to begin with");
  }

  /// As if a request had cost that just now.
  private void use(String usd) {
    database.inInstallation(() -> {
      database.useSql(handle -> {
        handle.execute(
            """
            insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model, streamed, cost, cost_source)
            values (?, ?, ?, ?, now(), 'ok', 'a/b', false, ?, 'catalog')
            """,
            place.orgId(),
            Ids.next(),
            place.teamId(),
            Ids.next(),
            Money.ofUsd(usd));
        handle.execute(
            """
            update windows set used = used + ? where org_id = ? and limit_id =
              (select id from limits where org_id = ? and kind = 'credit')
            """,
            Money.ofUsd(usd),
            place.orgId(),
            place.orgId());
      });
      return true;
    });
  }
}
