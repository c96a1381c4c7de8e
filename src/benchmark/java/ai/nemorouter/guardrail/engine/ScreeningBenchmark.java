package ai.nemorouter.guardrail.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntConsumer;

/// What ten typical rules add to a request: on a prompt of 2 kB and of 100 kB, and for each piece
/// of a streamed answer. One thread, its processor time, after a warm-up.
public final class ScreeningBenchmark {
  private static final byte[] KEY = "benchmark".getBytes(StandardCharsets.US_ASCII);
  private static final int KEYWORDS = 10_000;
  private static final int PIECE = 4;

  private static final List<String> WORDS =
      List.of(
          ("the quick brown fox jumps over a lazy dog while seven engineers discuss how this"
                  + " service handles requests and what happens if the database goes away during a"
                  + " deployment because nobody wants to lose data or wait for answers that never come"
                  + " in 2026")
              .split(" "));

  private final Random random = new Random(20261128);

  private ScreeningBenchmark() {}

  public static void main(String[] arguments) {
    new ScreeningBenchmark().run();
  }

  private void run() {
    Guard guard = Guard.of(rules());
    Guard none = Guard.of(List.of());
    String small = text(2_000);
    String large = text(100_000);
    System.out.println("| ten rules | p50 | p99 | goal |");
    System.out.println("|---|--:|--:|--:|");
    row("2 kB", 3_000, 1e6, "ms", "0.3 ms", _ -> whole(guard, small));
    row("100 kB", 300, 1e6, "ms", "6 ms", _ -> whole(guard, large));
    row("a piece of 4 characters", 3_000, 1e3, "µs", "30 µs", pieces(guard, small));
    row("100 kB without rules", 300, 1e6, "ms", "–", _ -> whole(none, large));
    for (Rule rule : rules()) {
      Guard alone = Guard.of(List.of(rule));
      row("100 kB, only " + rule.id(), 60, 1e6, "ms", "–", _ -> whole(alone, large));
    }
    held(guard);
  }

  private List<Rule> rules() {
    List<String> keywords = new ArrayList<>();
    for (int count = 0; count < KEYWORDS; count++) {
      keywords.add(word(10));
    }
    Check personal =
        new Check.Personal(
            Kind.of(Kind.Family.PERSONAL, Kind.Family.NATIONAL), List.of("DE", "US"));
    return List.of(
        Rule.of("personal data", personal, Action.REDACT),
        Rule.of("secrets", Check.Secrets.all(), Action.REDACT),
        Rule.of("10,000 keywords", new Check.Keywords(keywords, true), Action.REDACT),
        Rule.of(
            "a few keywords", new Check.Keywords(List.of("project falcon"), true), Action.BLOCK),
        Rule.of(
            "employee number", new Check.Pattern("\\bEMP-\\d{4,6}\\b", false, 0), Action.REDACT),
        Rule.of("ticket", new Check.Pattern("TICKET[ #-]\\d{1,8}", true, 0), Action.REDACT),
        Rule.of(
            "host name",
            new Check.Pattern("[a-z0-9-]{1,40}\\.acme\\.internal", true, 0),
            Action.REDACT),
        Rule.of("injection", new Check.Injection(60), Action.FLAG),
        Rule.of("length", new Check.Length(1_000_000, 0), Action.BLOCK).on(Direction.INPUT),
        Rule.of(
                "competitors",
                new Check.Keywords(List.of("acme corp", "globex"), true),
                Action.FLAG)
            .inShadow());
  }

  /// English prose with an e-mail address, an identifier, a phone number and a time stamp each 2
  /// kB.
  private String text(int length) {
    StringBuilder text = new StringBuilder(length);
    int next = 400;
    int kind = 0;
    while (text.length() < length) {
      text.append(WORDS.get(random.nextInt(WORDS.size())))
          .append(random.nextInt(12) == 0 ? ". " : " ");
      if (text.length() > next) {
        text.append(special(kind++)).append(' ');
        next += 500;
      }
    }
    return text.substring(0, length);
  }

  private String special(int kind) {
    return switch (kind % 4) {
      case 0 -> "jane." + word(5) + "@example.com";
      case 1 -> "42755828-2357-4162-b3fd-0c9e51ab" + (1000 + random.nextInt(8999));
      case 2 -> "+49 30 9018" + (10 + random.nextInt(89));
      default -> "2026-11-28T10:11:" + (10 + random.nextInt(49)) + "Z";
    };
  }

  private String word(int length) {
    StringBuilder word = new StringBuilder(length);
    for (int index = 0; index < length; index++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private static void whole(Guard guard, String text) {
    guard.open(KEY).screen(Direction.INPUT, Part.text("messages[0].content", "user", text));
  }

  private static IntConsumer pieces(Guard guard, String text) {
    AnswerStream[] stream = new AnswerStream[1];
    int pieces = text.length() / PIECE;
    return count -> {
      int at = count % pieces * PIECE;
      if (at == 0) {
        stream[0] =
            guard.open(KEY).stream(Direction.OUTPUT, Part.text("choices[0]", "assistant", ""));
      }
      stream[0].accept(text.substring(at, at + PIECE));
    };
  }

  private static void row(
      String name, int rounds, double unit, String unitName, String goal, IntConsumer work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] times = new long[rounds];
    for (int round = -rounds; round < rounds; round++) {
      long start = threads.getCurrentThreadCpuTime();
      work.accept(round + rounds);
      if (round >= 0) {
        times[round] = threads.getCurrentThreadCpuTime() - start;
      }
    }
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.3f %s | %.3f %s | %s |%n",
        name,
        times[rounds / 2] / unit,
        unitName,
        times[rounds * 99 / 100] / unit,
        unitName,
        goal);
  }

  private void held(Guard guard) {
    String text = text(20_000);
    AnswerStream stream = guard.open(KEY).stream(Direction.OUTPUT, Part.text("c", "assistant", ""));
    int[] held = new int[text.length()];
    int kept = 0;
    for (int at = 0; at < text.length(); at++) {
      String sent = stream.accept(text.substring(at, at + 1));
      kept = sent.isEmpty() ? kept + 1 : 0;
      held[at] = kept;
    }
    Arrays.sort(held);
    System.out.printf(
        Locale.ROOT,
        "%nHeld back in a stream, characters: p50 %d, p99 %d, most %d%n",
        held[held.length / 2],
        held[held.length * 99 / 100],
        held[held.length - 1]);
  }
}
