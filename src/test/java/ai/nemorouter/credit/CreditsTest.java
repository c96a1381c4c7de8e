package ai.nemorouter.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CreditsTest {
  private final Credits credits;
  private final TestDatabase database;
  private final World world;

  private World.Place place;
  private Actor operator;

  CreditsTest(Credits credits, TestDatabase database, World world) {
    this.credits = credits;
    this.database = database;
    this.world = world;
  }

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
    operator = new Actor.Setup(place.orgId());
  }

  @Test
  void grantsAddUpInTheJournalAndInTheLimit() {
    credits.grant(operator, Money.ofUsd("10"), "first");
    credits.grant(operator, Money.ofUsd("2.5"), "second");

    List<JournalEntry> entries = credits.entries(place.owner(), 1).items();
    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("12.5"));
    assertThat(entries).extracting(JournalEntry::note).containsExactly("second", "first");
    assertThat(entries)
        .extracting(JournalEntry::balance)
        .containsExactly(Money.ofUsd("12.5"), Money.ofUsd("10"));
  }

  @Test
  void aWithdrawalLeavesWhatIsUsedAndHeld() {
    credits.grant(operator, Money.ofUsd("10"), "to begin with");
    spend(Money.ofUsd("3"), Money.ofUsd("2"));

    assertThatThrownBy(() -> credits.withdraw(operator, Money.ofUsd("5.01"), "too much"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Only $5.00 is neither used nor held");
    credits.withdraw(operator, Money.ofUsd("5"), "the rest");

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ZERO);
    assertThat(credits.entries(place.owner(), 1).items().getFirst().amount())
        .isEqualTo(Money.ofUsd("-5"));
  }

  @Test
  void everyEntrySumsToZero() {
    credits.grant(operator, Money.ofUsd("10"), "in");
    credits.withdraw(operator, Money.ofUsd("4"), "out");

    List<Money> sums =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery(
                        "select sum(amount)::bigint from journal_postings where org_id = :orgId group by entry_id")
                    .bind("orgId", place.orgId())
                    .mapTo(Money.class)
                    .list());

    assertThat(sums).containsExactly(Money.ZERO, Money.ZERO);
  }

  @Test
  void anOwnerCannotGrantThemselvesCredit() {
    assertThatThrownBy(() -> credits.grant(place.owner(), Money.ofUsd("1"), "a gift"))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void amountsOfNothingAreRefused() {
    assertThatThrownBy(() -> credits.grant(operator, Money.ZERO, "nothing"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void whatIsWrongWithAGrantIsSaidOfItsField() {
    Money slip = Money.ofUsd("1000000.01");

    assertThatThrownBy(() -> credits.grant(operator, slip, "a slip"))
        .isInstanceOfSatisfying(
            InvalidInputException.class, refused -> assertThat(refused.field()).isEqualTo("amount"))
        .hasMessage("Enter at most $1,000,000.00 at a time.");
    for (String note : List.of(" ", "x".repeat(201))) {
      assertThatThrownBy(() -> credits.grant(operator, Money.ofUsd("1"), note))
          .isInstanceOfSatisfying(
              InvalidInputException.class, refused -> assertThat(refused.field()).isEqualTo("note"))
          .hasMessage("Say in 1 to 200 characters what it is for.");
    }
    assertThat(credits.entries(place.owner(), 1).found()).isZero();
  }

  private void spend(Money used, Money held) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    update windows set used = :used, held = :held where org_id = :orgId and limit_id =
                      (select id from limits where org_id = :orgId and kind = 'credit')
                    """)
                .bind("orgId", place.orgId())
                .bind("used", used)
                .bind("held", held)
                .execute());
  }
}
