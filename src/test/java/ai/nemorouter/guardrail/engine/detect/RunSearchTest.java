package ai.nemorouter.guardrail.engine.detect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Detectors that pass over most of a text find what one would find that reads each character.
class RunSearchTest {
  private static final int TEXTS = 3_000;
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final Pattern ENCODED = Pattern.compile("(?<![\\w+/=%-])[\\w+/=%-]{20,4096}+");
  private static final Pattern ADDRESS =
      Pattern.compile("(?<![\\w.:-])8(\\.\\d){3}(?![0-9a-fA-F.:])(?!\\w)");
  private static final List<String> PIECES =
      List.of(" ", " ", ".", ":", "4141", "41", "8.8.4.4", "8.8.8.8", "face", "g", "é", ", ", "x-");

  private final Random random = new Random(SEED);

  private static Encoded encoded() {
    return new Encoded(
        List.of((text, from, complete, found) -> {
          found.match(0, Kind.PATTERN, 0, text.end(), 100);
          return text.end();
        }));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(30); count >= 0; count--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      if (random.nextInt(6) == 0) {
        text.append("41".repeat(random.nextInt(14)));
      }
    }
    return text.toString();
  }

  @Test
  void encodedRunsAreThoseThatAreLongEnough() {
    for (int count = 0; count < TEXTS; count++) {
      // Of whole bytes, so that each run can be decoded.
      String text = text().replaceAll("8\\.8\\.[48]\\.[48]|[^41 ]", " ");
      List<String> runs =
          ENCODED.matcher(text).results().map(run -> run.start() + "-" + run.end()).toList();
      assertThat(whole(encoded(), text)).as(text + " -Dnemorouter.seed=" + SEED).isEqualTo(runs);
    }
  }

  @Test
  void addressesAreThoseThatStandAlone() {
    int found = 0;
    for (int count = 0; count < TEXTS; count++) {
      String text = text().replace('é', ' ').replaceAll("\\.(?!\\d)|(?<!\\d)\\.|:", " ");
      List<String> addresses =
          ADDRESS.matcher(text).results().map(run -> run.start() + "-" + run.end()).toList();
      found += addresses.size();
      assertThat(whole(new IpAddresses(0), text))
          .as(text + " -Dnemorouter.seed=" + SEED)
          .isEqualTo(addresses);
    }
    assertThat(found).isPositive();
  }

  @Test
  void theSameIsFoundWhereverTheTextIsCut() {
    for (int count = 0; count < TEXTS; count++) {
      String text = text();
      for (Detector detector : List.of(encoded(), new IpAddresses(0))) {
        assertThat(inPieces(detector, text))
            .as(text + " -Dnemorouter.seed=" + SEED)
            .isEqualTo(whole(detector, text));
      }
    }
  }

  private static List<String> whole(Detector detector, String text) {
    Finds finds = new Finds();
    detector.scan(Folded.of(text), 0, true, finds);
    return finds.shown(0, Integer.MAX_VALUE);
  }

  private List<String> inPieces(Detector detector, String text) {
    Folded folded = new Folded();
    List<String> all = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      int to = Math.min(text.length(), at + 1 + random.nextInt(9));
      folded.append(text.substring(at, to));
      at = to;
      Finds finds = new Finds();
      int next = detector.scan(folded, from, false, finds);
      all.addAll(finds.shown(from, next));
      from = next;
    }
    folded.complete();
    Finds finds = new Finds();
    detector.scan(folded, from, true, finds);
    all.addAll(finds.shown(from, Integer.MAX_VALUE));
    return all;
  }

  /// What was found, as `start-end`.
  private static final class Finds implements DetectorSink {
    private final List<int[]> places = new ArrayList<>();

    @Override
    public void match(int rule, Kind kind, int start, int end, int proof, int score) {
      places.add(new int[] {start, end});
    }

    @Override
    public void certain(int rule, Kind kind, int start, int proof) {
      // It is reported when it ends.
    }

    @Override
    public void hidden(int rule, int at, int start, int end, int score) {
      places.add(new int[] {start, end});
    }

    List<String> shown(int from, int before) {
      return places.stream()
          .filter(place -> place[0] >= from && place[0] < before)
          .map(place -> place[0] + "-" + place[1])
          .toList();
    }
  }
}
