package ai.nemorouter.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.JournalPostingEntity.Account;
import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An organization's journal is its own, is only added to, and sums to zero.
@QuarkusTest
class CreditIsolationTest {
  private static final Money DOLLAR = Money.ofUsd("1");
  private static final int FEW = 5;
  private static final int MANY = 50;

  @Inject World world;
  @Inject Credits credits;
  @Inject Journal journal;
  @Inject CreditLimit limit;
  @Inject Database database;
  @Inject Session session;
  @Inject @PersistenceUnitExtension Statements statements;

  private World.Place own;
  private World.Place foreign;
  private UUID theirs;

  @BeforeEach
  void grantToBoth() {
    own = world.newOrganization();
    foreign = world.newOrganization();
    credits.grant(new Actor.Setup(own.orgId()), DOLLAR, "ours");
    credits.grant(new Actor.Setup(foreign.orgId()), Money.ofUsd("7"), "theirs");
    theirs = credits.entries(foreign.owner(), 1).items().getFirst().id();
  }

  @Test
  void theJournalOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    inOwn(() -> {
      assertThat(journal.findById(theirs)).isNull();
      assertThat(journal.count("id", theirs)).isZero();
      assertThat(journal.page(foreign.orgId(), 1).found()).isZero();
      assertThat(journal.page(foreign.orgId(), 1).items()).isEmpty();
      assertThat(
              session.find(
                  JournalPostingEntity.class,
                  new JournalPostingEntity.Key(foreign.orgId(), theirs, "customer_credit")))
          .isNull();
      assertThat(
              session
                  .createSelectionQuery(
                      "select p.account from JournalPostingEntity p where p.entryId = ?1",
                      String.class)
                  .setParameter(1, theirs)
                  .getResultList())
          .isEmpty();
      assertThat(limit.standing(foreign.orgId())).isEmpty();
      return true;
    });

    assertThat(credits.entries(own.owner(), 1).items())
        .extracting(JournalEntry::note)
        .containsExactly("ours");
    assertThat(credits.balance(own.owner()).granted()).isEqualTo(DOLLAR);
  }

  @Test
  void creditIsNotAddedForAnotherOrganization() {
    assertThatThrownBy(() -> inOwn(() -> add(foreign.orgId(), DOLLAR, DOLLAR.negated())))
        .hasStackTraceContaining("row-level security");
    assertThatThrownBy(() -> inOwn(() -> limit.raise(foreign.orgId(), DOLLAR)))
        .hasStackTraceContaining("row-level security");

    assertThat(credits.balance(foreign.owner()).granted()).isEqualTo(Money.ofUsd("7"));
  }

  @Test
  void anEntryThatDoesNotSumToZeroIsRefusedWhenItIsCommitted() {
    assertThatThrownBy(() -> inOwn(() -> add(own.orgId(), DOLLAR, DOLLAR.plus(DOLLAR).negated())))
        .hasStackTraceContaining("does not sum to zero");

    assertThat(credits.entries(own.owner(), 1).found()).isEqualTo(1);
  }

  @Test
  void whatIsInTheJournalStays() {
    for (String change :
        new String[] {
          "update journal_entries set note = 'x'",
          "update journal_postings set amount = 0",
          "delete from journal_postings"
        }) {
      assertThatThrownBy(
              () -> inOwn(() -> session.createNativeMutationQuery(change).executeUpdate()))
          .hasStackTraceContaining("permission denied");
    }
    assertThat(credits.entries(own.owner(), 1).items().getFirst().amount()).isEqualTo(DOLLAR);
  }

  @Test
  void aPageTakesAsManyStatementsForManyEntriesAsForFew() {
    grant(FEW);
    long few = statements.of(this::countFound, FEW);
    grant(MANY);
    long many = statements.of(this::countFound, MANY);

    assertThat(many).isEqualTo(few).isPositive();
  }

  private long countFound() {
    return credits.entries(own.owner(), 1).found();
  }

  private void grant(int times) {
    for (int i = 0; i < times; i++) {
      credits.grant(new Actor.Setup(own.orgId()), DOLLAR, "grant " + i);
    }
  }

  private boolean add(UUID orgId, Money granted, Money owed) {
    JournalEntryEntity entry =
        new JournalEntryEntity(orgId, JournalEntry.Kind.GRANT, "by hand", "Eve");
    session.persist(entry);
    session.persist(entry.posting(Account.OPERATOR_GRANTS, granted));
    session.persist(entry.posting(Account.CUSTOMER_CREDIT, owed));
    return true;
  }

  private <T> T inOwn(Supplier<T> work) {
    return database.inOrganization(own.orgId(), work);
  }
}
