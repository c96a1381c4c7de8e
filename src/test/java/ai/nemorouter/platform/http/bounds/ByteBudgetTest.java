package ai.nemorouter.platform.http.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.http.bounds.ByteBudget.Answer;
import ai.nemorouter.platform.http.bounds.ByteBudget.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(100);

  @Test
  void oneHolderLeavesRoomForOthers() {
    try (ByteBudget.Share mine = budget.open(holder("me"), holder("here"));
        ByteBudget.Share also = budget.open(holder("me"), holder("there"));
        ByteBudget.Share yours = budget.open(holder("you"), holder("elsewhere"))) {
      assertThat(mine.take(40)).isEqualTo(Answer.TAKEN);
      assertThat(also.wouldTake(30)).isEqualTo(Answer.HOLDER_FULL);
      assertThat(also.take(30)).isEqualTo(Answer.HOLDER_FULL);
      assertThat(also.take(20)).isEqualTo(Answer.TAKEN);
      assertThat(yours.take(41)).isEqualTo(Answer.FULL);
      assertThat(yours.take(40)).isEqualTo(Answer.TAKEN);
      assertThat(budget.taken()).isEqualTo(100);
    }
    assertThat(budget.isEmpty()).isTrue();
  }

  @Test
  void whatIsClosedTakesNothingAndGivesBackOnce() {
    ByteBudget.Share share = budget.open(holder("me"));
    share.take(50);
    share.close();
    share.close();

    assertThat(share.take(50)).isEqualTo(Answer.TAKEN);
    assertThat(budget.isEmpty()).isTrue();
  }

  @Test
  void manyAtOnceNeverTakeMoreThanThereIsAndGiveAllBack() throws InterruptedException {
    ByteBudget large = new ByteBudget(10_000);
    List<Thread> threads = new ArrayList<>();
    List<Long> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      Random random = new Random(20261128 + i);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int round = 0; round < 5_000; round++) {
                  try (ByteBudget.Share share =
                      large.open(
                          new Holder("key " + random.nextInt(3), 3_000),
                          new Holder("all", 4_000))) {
                    share.take(random.nextInt(3_000));
                    share.take(random.nextInt(3_000));
                    seen.add(share.bytes());
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(seen).allMatch(bytes -> bytes <= 3_000).anyMatch(bytes -> bytes > 0);
    assertThat(large.isEmpty()).isTrue();
  }

  private static Holder holder(String name) {
    return new Holder(name, 60);
  }
}
