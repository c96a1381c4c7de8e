package ai.nemorouter.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ParseMemoryTest {
  private static final int TEXT = 1 << 20;

  @Test
  void aTextWaitsWhileOthersTakeTheMemoryThatItNeeds() {
    ParseMemory memory = new ParseMemory(60L << 20);
    ParseMemory.Reservation first = memory.reserve(TEXT);
    try (ParseMemory.Reservation _ = memory.reserve(TEXT)) {
      CompletableFuture<ParseMemory.Reservation> third = new CompletableFuture<>();
      Thread waiting = Thread.ofPlatform().start(() -> third.complete(memory.reserve(TEXT)));
      Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);
      assertThat(third).isNotDone();
      // What is small does not wait behind it.
      memory.reserve(1_000).close();

      first.close();

      Awaitility.await().until(third::isDone);
      third.join().close();
    }
  }

  @Test
  void aTextThatTakesMoreThanAllMemoryIsParsedAlone() {
    ParseMemory memory = new ParseMemory(1L << 20);
    memory.reserve(16 << 20).close();
    memory.reserve(16 << 20).close();
  }
}
