package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;

/// A private key between its `BEGIN` and `END` lines, also on one line with `\n` written out.
/// Certificates and public keys are fine.
record PrivateKey(int rule) implements Term {
  static final String PREFIX = "-----begin ";

  private static final String DASHES = "-----";
  private static final String END = "-----END ";
  private static final String LABEL = "PRIVATE KEY";
  private static final int LABEL_MAX = 64;
  private static final int KEY_MAX = 32_768;
  private static final int SCORE = 100;

  @Override
  public int at(Folded text, int start, int end, boolean complete, DetectorSink found) {
    int labelEnd = end;
    while (labelEnd < text.end() && labelEnd - end < LABEL_MAX && isLabel(text.at(labelEnd))) {
      labelEnd++;
    }
    if (labelEnd + DASHES.length() > text.end()) {
      return complete ? DECIDED : start;
    }
    String label = text.slice(end, labelEnd);
    if (!text.startsWith(DASHES, labelEnd) || !label.contains(LABEL)) {
      return DECIDED;
    }
    int proof = labelEnd + DASHES.length();
    int stop = stop(text, proof);
    if (stop == text.end() && !complete) {
      found.certain(rule, Kind.PRIVATE_KEY, start, proof);
      return start;
    }
    found.match(rule, Kind.PRIVATE_KEY, start, stop, proof, SCORE);
    return DECIDED;
  }

  private static boolean isLabel(char letter) {
    return Letters.isUpper(letter) || letter == ' ';
  }

  /// The end of the closing line, or of what can be part of a key where it is missing.
  private static int stop(Folded text, int from) {
    int at = from;
    while (at < text.end() && at - from < KEY_MAX) {
      char letter = text.at(at);
      if (letter == '-' && text.startsWith(END, at)) {
        int labelEnd = at + END.length();
        while (labelEnd < text.end() && isLabel(text.at(labelEnd))) {
          labelEnd++;
        }
        return Math.min(text.end(), labelEnd + DASHES.length());
      }
      if (!isContent(letter)) {
        return at;
      }
      at++;
    }
    return at;
  }

  private static boolean isContent(char letter) {
    return Letters.isLatinOrDigit(letter) || "+/=\r\n\t \\-:,\"'".indexOf(letter) >= 0;
  }
}
