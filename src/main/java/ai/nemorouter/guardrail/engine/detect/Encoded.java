package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.LetterSet;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks with the other detectors into what is written in base64, hexadecimal or percent signs.
/// What they find there is found in all of the encoded run, because a piece of it cannot be
/// replaced. Decoded once: what is encoded twice is not read.
public final class Encoded implements Detector {
  private static final LetterSet PARTS = LetterSet.ofLettersAndDigits("+/_-=%");
  private static final int LENGTH_MIN = 20;
  private static final int LENGTH_MAX = 4096;
  private static final int PRINTABLE_MIN_PERCENT = 90;
  private static final int SCORE_MAX = 80;

  private final List<Detector> inside;

  public Encoded(List<Detector> inside) {
    this.inside = List.copyOf(inside);
  }

  /// Looks at each place at which a run that is long enough would go on, and passes over the rest.
  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    char[] letters = text.letters();
    int base = text.start();
    int end = text.end();
    int at = from;
    if (isPart(text.atOrZero(from - 1))) {
      at = PARTS.runEnd(text, from);
    }
    while (at + LENGTH_MIN <= end) {
      int start = at + LENGTH_MIN;
      while (start > at && isPart(letters[start - 1 - base])) {
        start--;
      }
      if (start > at) {
        at = start; // no run that begins before is long enough
        continue;
      }
      int stop = PARTS.runEnd(text, start);
      boolean open = stop == end && !complete;
      if (!open && stop - start <= LENGTH_MAX) {
        look(text, start, stop, found);
      }
      at = stop + 1;
    }
    return complete ? end : PARTS.openFrom(text, from, LENGTH_MAX);
  }

  private static boolean isPart(char letter) {
    return PARTS.has(letter);
  }

  private void look(Folded text, int start, int stop, DetectorSink found) {
    String decoded = decoded(text.slice(start, stop));
    if (decoded == null) {
      return;
    }
    Folded plain = Folded.of(decoded);
    DetectorSink outside = new Outside(found, start, stop);
    for (Detector detector : inside) {
      detector.scan(plain, 0, true, outside);
    }
  }

  private static @Nullable String decoded(String run) {
    byte[] bytes = bytes(run);
    if (bytes == null) {
      return null;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      long printable = text.chars().filter(letter -> letter >= ' ' || letter == '\n').count();
      return printable * 100 >= (long) text.length() * PRINTABLE_MIN_PERCENT ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static byte @Nullable [] bytes(String run) {
    try {
      if (run.indexOf('%') >= 0) {
        return run.matches("(%[0-9a-fA-F]{2})+")
            ? HexFormat.of().parseHex(run.replace("%", ""))
            : null;
      }
      boolean hex =
          run.length() % 2 == 0 && run.chars().allMatch(letter -> Letters.isHex((char) letter));
      return hex
          ? HexFormat.of().parseHex(run)
          : Base64.getDecoder().decode(run.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Places in the decoded text mean all of the encoded one.
  private record Outside(DetectorSink found, int start, int stop) implements DetectorSink {
    @Override
    public void match(int rule, Kind kind, int from, int to, int proof, int score) {
      found.match(rule, kind, start, stop, Math.min(SCORE_MAX, score));
    }

    @Override
    public void certain(int rule, Kind kind, int from, int proof) {
      // The run is complete, so what is certain is a match as well.
    }

    @Override
    public void hidden(int rule, int at, int from, int to, int score) {
      found.match(rule, Kind.HIDDEN_TEXT, start, stop, Math.min(SCORE_MAX, score));
    }
  }
}
