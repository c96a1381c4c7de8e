package ai.nemorouter.gateway.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.nemorouter.gateway.grammar.Shape.Heartbeats;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// The events of one stream, which can be cut anywhere.
public final class Events {
  private static final List<String> PINGS =
      List.of(
          "event: ping\ndata: {\"type\":\"ping\"}",
          "data:",
          "data: null",
          "data: [PING]",
          "data: : PROCESSING",
          "data: []",
          "event: ping\ndata: ");

  /// @param type empty where it has none
  record Event(String type, String data, Meaning meaning) {}

  /// How far a stream comes.
  public enum Reach {
    /// To the end of the event.
    WHOLE,
    /// To the middle of it.
    HALF,
    /// To the end of its data, without the line ends behind it.
    UNENDED
  }

  /// Where a stream ends.
  ///
  /// @param event the last of which something comes
  /// @param reset whether its connection breaks instead of being closed
  public record Cut(int event, Reach reach, boolean reset) {
    /// How many events come whole.
    public int whole() {
      return reach == Reach.HALF ? event : event + 1;
    }
  }

  private final Shape shape;
  private final List<Event> events;
  private final List<byte[]> heartbeats;
  private final List<byte[]> laidOut;

  private Events(Shape shape, List<Event> events) {
    this.shape = shape;
    this.events = List.copyOf(events);
    this.heartbeats = heartbeats(shape);
    this.laidOut = events.stream().map(event -> laidOut(shape, text(event))).toList();
  }

  /// @param dialect by the name that a provider has it under
  public static Events of(String dialect, Shape shape) {
    return new Events(
        shape,
        switch (dialect) {
          case "anthropic" -> MessageEvents.of(shape);
          case "gemini" -> GeminiEvents.of(shape);
          default -> ChatEvents.of(shape);
        });
  }

  /// Everywhere: between two events by an end and by a reset, within one by either in turn.
  public List<Cut> cuts() {
    List<Cut> cuts = new ArrayList<>();
    for (int event = 0; event < events.size(); event++) {
      cuts.add(new Cut(event, Reach.HALF, event % 2 == 0));
      cuts.add(new Cut(event, Reach.UNENDED, event % 2 == 1));
      cuts.add(new Cut(event, Reach.WHOLE, false));
      cuts.add(new Cut(event, Reach.WHOLE, true));
    }
    return cuts;
  }

  public Shape shape() {
    return shape;
  }

  public int count() {
    return events.size();
  }

  /// What is known after so many events.
  public Meaning meaning(int count) {
    return count == 0 ? Meaning.NOTHING : events.get(count - 1).meaning();
  }

  /// What comes of it.
  public byte[] bytes(Cut cut) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i <= cut.event(); i++) {
      bytes.writeBytes(heartbeat(i));
      byte[] event = laidOut.get(i);
      bytes.write(event, 0, i < cut.event() ? event.length : length(event, cut.reach()));
    }
    if (cut.reach() == Reach.WHOLE) {
      bytes.writeBytes(heartbeat(cut.event() + 1));
    }
    return bytes.toByteArray();
  }

  private int length(byte[] event, Reach reach) {
    return switch (reach) {
      case WHOLE -> event.length;
      case HALF -> event.length / 2;
      case UNENDED -> event.length - 2 * shape.lineEnd().text().length();
    };
  }

  private static String text(Event event) {
    String type = event.type().isEmpty() ? "" : "event: " + event.type() + "\n";
    return type + "data: " + event.data();
  }

  private byte[] heartbeat(int position) {
    return heartbeats.get(position % heartbeats.size());
  }

  private static List<byte[]> heartbeats(Shape shape) {
    return switch (shape.heartbeats()) {
      case Heartbeats.NONE -> List.of(new byte[0]);
      case Heartbeats.COMMENTS -> List.of(laidOut(shape, ": still thinking"));
      case Heartbeats.PINGS -> PINGS.stream().map(ping -> laidOut(shape, ping)).toList();
    };
  }

  private static byte[] laidOut(Shape shape, String block) {
    String text = block + "\n\n";
    return text.replace("\n", shape.lineEnd().text()).getBytes(UTF_8);
  }
}
