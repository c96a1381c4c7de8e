package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Restoring;
import ai.nemorouter.guardrail.engine.Verdict;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// One text of an answer that comes in pieces: what is said, a thought, the arguments of a tool.
///
/// It ends where something else is said, so that what was held back of it comes in its place. If it
/// goes on after that, what was sent is known to its rules, and a match that reaches into it ends
/// the answer.
final class Carrier {
  /// Puts more of the text where clients read it.
  interface Place {
    void add(ObjectNode said, String text);
  }

  private static final int REMEMBERED = 256;

  /// Less than that between two turns is no passage of its own.
  private static final int PASSAGE_LEAST = 32;

  private final RequestScreen call;
  private final String group;
  private final Part part;
  private final Place place;
  private final @Nullable Restoring restoring;
  private final StringBuilder sent = new StringBuilder();
  private RequestScreen.Stream stream;
  private String known = "";
  private boolean closed;
  private boolean resumed;
  private int length;
  private boolean changed;

  /// @param group what it belongs to: others of the same group do not end it
  /// @param restores whether callers may get their own values back in it
  Carrier(RequestScreen call, String group, Part part, Place place, boolean restores) {
    this.call = call;
    this.group = group;
    this.part = part;
    this.place = place;
    this.restoring = restores ? call.restoring(part.form()).orElse(null) : null;
    this.stream = call.stream(Direction.OUTPUT, part);
  }

  String group() {
    return group;
  }

  /// Whether it goes to and fro with something else, so that where it ends is not to be guessed.
  boolean goesToAndFro() {
    return resumed && length < PASSAGE_LEAST;
  }

  /// Whether anything of it was replaced.
  boolean isChanged() {
    return changed || stream.verdict().compareTo(Verdict.REDACTED) >= 0;
  }

  /// @return what may be sent of this and of earlier pieces
  String take(String piece) {
    if (closed) {
      resume();
    }
    length += piece.length();
    String out = unknown(stream.accept(piece));
    if (stream.isRefused()) {
      call.add(stream.verdict());
      return "";
    }
    return restoring == null ? out : restoring.accept(out);
  }

  /// It ends, at least for now.
  ///
  /// @return what was held back
  String close() {
    if (closed) {
      return "";
    }
    String out = unknown(stream.finish());
    closed = true;
    call.add(stream.verdict());
    if (stream.isRefused()) {
      return "";
    }
    return restoring == null ? out : restoring.accept(out) + restoring.finish();
  }

  /// Ends it, and puts what was held back there.
  void closeInto(ObjectNode said) {
    String rest = close();
    if (!rest.isEmpty()) {
      place.add(said, rest);
    }
  }

  private void resume() {
    changed = isChanged();
    closed = false;
    resumed = true;
    length = 0;
    stream = call.stream(Direction.OUTPUT, part);
    known = sent.toString();
    String again = unknown(stream.accept(known));
    if (!again.isEmpty()) {
      throw new IllegalStateException("A text cannot say more than it was given");
    }
  }

  /// What of it was not sent yet.
  private String unknown(String out) {
    int length = Math.min(out.length(), known.length());
    if (!known.startsWith(out.substring(0, length))) {
      call.add(Verdict.BLOCKED);
      known = "";
      return "";
    }
    known = known.substring(length);
    String fresh = out.substring(length);
    sent.append(fresh);
    if (sent.length() > 2 * REMEMBERED) {
      sent.delete(0, sent.length() - REMEMBERED);
    }
    return fresh;
  }
}
