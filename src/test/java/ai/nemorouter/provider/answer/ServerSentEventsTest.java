package ai.nemorouter.provider.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {
  @Test
  void eventsAreTheSameHoweverTheBytesAreCut() throws Exception {
    byte[] stream =
        "data: {\"a\":\"日本語🙂\"}\r\n\r\n: a comment\n\nevent: x\ndata:no space\n\ndata: two\ndata: lines\n\ndata: [DONE]\n\n"
            .getBytes(UTF_8);
    Random random = new Random(7);
    for (int attempt = 0; attempt < 500; attempt++) {
      ServerSentEvents events = new ServerSentEvents();
      List<String> taken = new ArrayList<>();
      for (int start = 0; start < stream.length; ) {
        int end = Math.min(stream.length, start + 1 + random.nextInt(12));
        taken.addAll(data(events.take(Arrays.copyOfRange(stream, start, end))));
        start = end;
      }
      assertThat(taken).containsExactly("{\"a\":\"日本語🙂\"}", "no space", "two\nlines", "[DONE]");
    }
  }

  @Test
  void anUnfinishedEventIsKeptBack() throws Exception {
    ServerSentEvents events = new ServerSentEvents();

    assertThat(events.take("data: half".getBytes(UTF_8))).isEmpty();
    assertThat(events.take("\n".getBytes(UTF_8))).isEmpty();
    assertThat(data(events.take("\n".getBytes(UTF_8)))).containsExactly("half");
  }

  @Test
  void theLastEventCountsWithoutItsEmptyLineAndWithoutItsLineEnd() throws Exception {
    for (String end : List.of("", "\n", "\r\n", "\r")) {
      ServerSentEvents events = new ServerSentEvents();
      events.take(("event: error\ndata: last" + end).getBytes(UTF_8));

      assertThat(events.end()).containsExactly(new ServerSentEvents.Event("error", "last"));
      assertThat(events.end()).isEmpty();
    }
  }

  @Test
  void aMarkOfTheEncodingInFrontLosesNoEvent() throws Exception {
    ServerSentEvents events = new ServerSentEvents();

    assertThat(data(events.take("\uFEFFdata: one\n\ndata: two\n\n".getBytes(UTF_8))))
        .containsExactly("one", "two");
  }

  private static List<String> data(List<ServerSentEvents.Event> events) {
    return events.stream().map(ServerSentEvents.Event::data).toList();
  }
}
