package ai.nemorouter.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.credit.purchase.Till;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Promotional credit is used first and expires once; all other credit stays.
@QuarkusTest
class PromotionsTest {
  private final Instant soon =
      Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
  private final Instant later = soon.plus(Duration.ofDays(30));
  private static final int NODES = 4;

  @Inject World world;
  @Inject Credits credits;
  @Inject CreditExpiry expiry;
  @Inject Till till;

  private World.Place place;
  private Actor operator;

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
    operator = new Actor.Setup(place.orgId());
  }

  @Test
  void whatIsLeftOfAPromotionExpiresAndWhatWasGrantedOtherwiseStays() {
    credits.grant(operator, Money.ofUsd("10"), "paid");
    credits.grantPromotion(operator, Money.ofUsd("5"), soon, "welcome");
    till.spend(place.orgId(), "3", "0");

    assertThat(credits.promotions(place.owner()))
        .extracting(CreditGrant::remaining)
        .containsExactly(Money.ofUsd("2"));
    till.endPromotions(place.orgId(), soon);
    expiry.expireDue();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("10"));
    assertThat(credits.promotions(place.owner())).isEmpty();
    assertThat(till.journal(place.orgId())).containsExactly("grant", "promotion", "expiry");
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void theFirstToExpireIsUsedFirst() {
    credits.grantPromotion(operator, Money.ofUsd("5"), later, "second");
    credits.grantPromotion(operator, Money.ofUsd("5"), soon, "first");
    till.spend(place.orgId(), "6", "0");

    assertThat(credits.promotions(place.owner()))
        .extracting(CreditGrant::expiresAt, CreditGrant::remaining)
        .containsExactly(tuple(later, Money.ofUsd("4")));
    till.endPromotions(place.orgId(), soon);
    expiry.expireDue();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("4"));
    assertThat(till.journal(place.orgId())).containsExactly("promotion", "promotion");
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void whatCallsUnderWayHoldOfItExpiresOnceTheyAreOver() {
    credits.grant(operator, Money.ofUsd("10"), "paid");
    credits.grantPromotion(operator, Money.ofUsd("5"), soon, "welcome");
    till.spend(place.orgId(), "0", "0");
    till.hold(place.orgId(), "2");
    till.endPromotions(place.orgId(), soon);

    expiry.expireDue();
    expiry.expireDue();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("10"));
    assertThat(credits.entries(place.owner(), 1).items().getFirst())
        .satisfies(entry -> assertThat(entry.note()).contains("calls under way hold $2.00 of it"))
        .satisfies(entry -> assertThat(entry.amount()).isEqualTo(Money.ofUsd("-3")));

    till.letGo(place.orgId());
    expiry.expireDue();
    expiry.expireDue();

    assertThat(credits.balance(place.owner()).left()).isEqualTo(Money.ofUsd("10"));
    assertThat(till.journal(place.orgId()))
        .containsExactly("grant", "promotion", "expiry", "expiry");
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void nodesThatExpireAtOnceBookOnce() throws Exception {
    credits.grantPromotion(operator, Money.ofUsd("5"), soon, "welcome");
    till.endPromotions(place.orgId(), soon);

    try (ExecutorService nodes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Object> node :
          nodes.invokeAll(
              Collections.nCopies(NODES, Executors.callable(() -> expiry.expireDue())))) {
        node.get();
      }
    }

    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ZERO);
    assertThat(till.journal(place.orgId())).containsExactly("promotion", "expiry");
    assertThat(till.deviations(place.orgId())).isEmpty();
  }

  @Test
  void aPromotionNeedsADayToComeAndOnlyAPromotionHasOne() {
    Instant past = Instant.now().minusSeconds(1);
    assertThatThrownBy(() -> credits.grantPromotion(operator, Money.ofUsd("1"), past, "late"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("enter a day");
    for (JournalEntry.Kind kind :
        List.of(JournalEntry.Kind.GRANT, JournalEntry.Kind.INVOICE, JournalEntry.Kind.CORRECTION)) {
      assertThatThrownBy(() -> credits.grant(operator, kind, Money.ofUsd("1"), soon, "why"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("Only promotional credit expires");
      credits.grant(operator, kind, Money.ofUsd("1"), null, "why");
    }
    assertThatThrownBy(
            () -> credits.grantPromotion(place.owner(), Money.ofUsd("1"), soon, "a gift"))
        .isInstanceOf(ForbiddenException.class);
    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ofUsd("3"));
    assertThat(till.deviations(place.orgId())).isEmpty();
  }
}
