package ai.nemorouter.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts a byte stream into the data of its server-sent events (WHATWG HTML, section 9.2.6). Works
/// on bytes, so that a character split between two reads stays whole. Comments and all fields but
/// `data` are passed over.
final class ServerSentEvents {
  private static final String DATA = "data:";
  private static final int LONGEST_EVENT_BYTES = 8 * 1024 * 1024;

  /// An event without an end.
  static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean afterCarriageReturn;

  /// Takes the next bytes and returns the data of the events they complete.
  ///
  /// @throws TooLargeException if one event is larger than any that a provider sends
  List<String> take(byte[] bytes) throws TooLargeException {
    List<String> events = new ArrayList<>();
    for (byte next : bytes) {
      if (next == '\n' && afterCarriageReturn) {
        afterCarriageReturn = false;
        continue;
      }
      afterCarriageReturn = next == '\r';
      if (next == '\n' || next == '\r') {
        endLine(events);
      } else {
        line.write(next);
      }
    }
    if (line.size() + data.length() > LONGEST_EVENT_BYTES) {
      throw new TooLargeException();
    }
    return events;
  }

  private void endLine(List<String> events) {
    if (line.size() == 0) {
      if (hasData) {
        events.add(data.toString());
      }
      data.setLength(0);
      hasData = false;
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.startsWith(DATA)) {
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
