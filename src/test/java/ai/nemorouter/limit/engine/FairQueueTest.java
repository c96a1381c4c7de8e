package ai.nemorouter.limit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final UUID BUSY = UUID.randomUUID();
  private static final UUID QUIET = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  private final FairQueue<String> queue = new FairQueue<>(6);

  @Test
  void organizationsAreTakenInTurnsAndEachInItsOwnOrder() {
    List.of("b1", "b2", "b3", "b4").forEach(item -> queue.add(BUSY, item));
    queue.add(QUIET, "q1");
    queue.add(OTHER, "o1");

    assertThat(drained(4)).containsExactly("b1", "q1", "o1", "b2");
    queue.add(QUIET, "q2");
    assertThat(drained(10)).containsExactly("b3", "q2", "b4");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aFullQueueMakesRoomAtTheCostOfTheOneWithTheMostWaits() {
    List.of("b1", "b2", "b3", "b4", "b5", "b6").forEach(item -> queue.add(BUSY, item));

    assertThat(queue.add(BUSY, "b7")).isEqualTo("b7");
    assertThat(queue.add(QUIET, "q1")).isEqualTo("b6");
    assertThat(queue.add(OTHER, "o1")).isEqualTo("b5");
    assertThat(drained(10)).containsExactly("b1", "q1", "o1", "b2", "b3", "b4");
  }

  @Test
  void whenAllHaveEquallyManyTheNewcomerGivesWay() {
    List.of("b1", "b2", "b3").forEach(item -> queue.add(BUSY, item));
    List.of("q1", "q2", "q3").forEach(item -> queue.add(QUIET, item));

    assertThat(queue.add(QUIET, "q4")).isEqualTo("q4");
    assertThat(queue.add(BUSY, "b4")).isEqualTo("b4");
  }

  private List<String> drained(int most) {
    List<String> taken = new ArrayList<>();
    queue.drainTo(taken, most);
    return taken;
  }
}
