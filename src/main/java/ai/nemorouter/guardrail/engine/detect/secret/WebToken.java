package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.detect.secret.Token.Alphabet;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A JSON web token: three pieces of base64 with full stops between them, of which the first is a
/// JSON object with `alg`. Whether it has expired is not looked at: it names people all the same.
record WebToken(int rule) implements Term {
  static final String PREFIX = "eyj";

  private static final int HEADER_MAX = 2048;
  private static final int PROOF = 16;
  private static final int SIGNATURE_MIN = 16;
  private static final int SCORE = 100;

  @Override
  public int at(Folded text, int start, int end, boolean complete, DetectorSink found) {
    if (!text.startsWith("eyJ", start) || isInside(text.atOrZero(start - 1))) {
      return DECIDED;
    }
    int header = pieceEnd(text, start, start + HEADER_MAX);
    if (header == text.end()) {
      return complete ? DECIDED : start;
    }
    int body = pieceEnd(text, header + 1, Integer.MAX_VALUE);
    if (text.at(header) != '.' || (body == header + 1 && body < text.end())) {
      return DECIDED;
    }
    int proof = header + 1 + PROOF;
    boolean proven = body >= proof && isHeader(text.slice(start, header));
    boolean certain = proven && text.startsWith("eyJ", header + 1);
    if (body < text.end() && !proven) {
      return DECIDED;
    }
    boolean signs = body < text.end() && text.at(body) == '.';
    int stop = signs ? pieceEnd(text, body + 1, Integer.MAX_VALUE) : body;
    if (stop == text.end() && !complete) {
      if (certain) {
        found.certain(rule, Kind.JSON_WEB_TOKEN, start, proof);
      }
      return start;
    }
    if (certain || (proven && stop - body > SIGNATURE_MIN)) {
      found.match(rule, Kind.JSON_WEB_TOKEN, start, stop, proof, SCORE);
    }
    return DECIDED;
  }

  private static boolean isInside(char before) {
    return Letters.isWord(before) || before == '_' || before == '-';
  }

  private static int pieceEnd(Folded text, int from, int limit) {
    int at = from;
    while (at < text.end() && at < limit && Alphabet.BASE64_URL.has(text.at(at))) {
      at++;
    }
    return at;
  }

  private static boolean isHeader(String piece) {
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(piece);
      String header = new String(decoded, StandardCharsets.UTF_8);
      return header.startsWith("{") && header.contains("\"alg\"");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
