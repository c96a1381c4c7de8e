package ai.nemorouter.provider.answer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts a byte stream into its server-sent events (WHATWG HTML, section 9.2.6). Works on bytes, so
/// that a character split between two reads stays whole. Comments and all fields but `event` and
/// `data` are passed over.
public final class ServerSentEvents {
  private static final String DATA = "data:";
  private static final String TYPE = "event:";

  /// What some servers begin a text with.
  private static final String MARK = "\uFEFF";

  private static final int LONGEST_EVENT_BYTES = 8 * 1024 * 1024;

  /// @param type empty where it has none
  public record Event(String type, String data) {}

  /// An event without an end.
  public static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private boolean hasData;
  private boolean first = true;
  private boolean afterCarriageReturn;

  /// Takes the next bytes and returns the events they complete.
  ///
  /// @throws TooLargeException if one event is larger than any that a provider sends
  public List<Event> take(byte[] bytes) throws TooLargeException {
    List<Event> events = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte next = bytes[i];
      if (next == '\n' && afterCarriageReturn) {
        begin = i + 1;
      } else if (next == '\n' || next == '\r') {
        line.write(bytes, begin, i - begin);
        begin = i + 1;
        endLine(events);
      }
      afterCarriageReturn = next == '\r';
    }
    line.write(bytes, begin, bytes.length - begin);
    if (line.size() + data.length() > LONGEST_EVENT_BYTES) {
      throw new TooLargeException();
    }
    return events;
  }

  /// The last event, where the stream ended without the empty line, or the line end, behind it.
  public List<Event> end() {
    List<Event> events = new ArrayList<>();
    if (line.size() > 0) {
      endLine(events);
    }
    endLine(events);
    return events;
  }

  private void endLine(List<Event> events) {
    if (line.size() == 0) {
      if (hasData) {
        events.add(new Event(type, data.toString()));
      }
      data.setLength(0);
      hasData = false;
      type = "";
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (first && text.startsWith(MARK)) {
      text = text.substring(MARK.length());
    }
    first = false;
    if (text.startsWith(TYPE)) {
      type = text.substring(TYPE.length()).strip();
    } else if (text.startsWith(DATA)) {
      if (hasData) {
        data.append('\n');
      }
      data.append(
          text,
          text.startsWith(" ", DATA.length()) ? DATA.length() + 1 : DATA.length(),
          text.length());
      hasData = true;
    }
  }
}
