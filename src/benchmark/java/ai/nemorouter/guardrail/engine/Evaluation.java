package ai.nemorouter.guardrail.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Runs the detectors over the labelled set and prints precision and recall for each, and which of
/// the samples made to slip through did. `docs/guardrails.md` has its table.
public final class Evaluation {
  private static final List<String> REGIONS = List.of("DE", "US", "GB", "FR");

  /// @param found values that are no longer readable after redaction
  /// @param exact of these, those whose place is exactly theirs
  record Tally(int found, int exact, int missed, int wrong) {
    static final Tally NONE = new Tally(0, 0, 0, 0);

    double recall() {
      return share(found, found + missed);
    }

    double precision() {
      return share(found, found + wrong);
    }

    private static double share(int part, int whole) {
      return whole == 0 ? 1 : (double) part / whole;
    }
  }

  private final Guard guard = Guard.of(rules());
  private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
  private final Map<String, Set<String>> passed = new TreeMap<>();
  private final List<String> mistakes = new ArrayList<>();
  private int adversarial;
  private int count;

  private Evaluation() {}

  public static void main(String[] arguments) {
    System.out.print(run().report());
  }

  static Evaluation run() {
    Evaluation evaluation = new Evaluation();
    Samples.all().forEach(evaluation::judge);
    return evaluation;
  }

  private static List<Rule> rules() {
    Set<Kind> personal = Kind.of(Kind.Family.PERSONAL, Kind.Family.NATIONAL, Kind.Family.WEAK);
    return List.of(
        Rule.of("personal", new Check.Personal(personal, REGIONS), Action.FLAG),
        Rule.of("secrets", Check.Secrets.all(), Action.FLAG),
        Rule.of("words", new Check.Keywords(List.of("project falcon"), true), Action.FLAG),
        Rule.of("pattern", new Check.Pattern("\\bEMP-\\d{4,6}\\b", false, 0), Action.FLAG),
        Rule.of("injection", new Check.Injection(60), Action.FLAG));
  }

  private void judge(Sample sample) {
    count++;
    Screening screening = guard.open("evaluation".getBytes(StandardCharsets.US_ASCII));
    screening.screen(Direction.INPUT, Part.text("sample", "user", sample.text()));
    int start = sample.text().indexOf(sample.value());
    int end = start + sample.value().length();
    boolean covered = false;
    boolean exact = false;
    Set<Kind> others = EnumSet.noneOf(Kind.class);
    for (Finding finding : screening.findings()) {
      boolean same = finding.kind() == sample.kind();
      int stop = finding.start() + finding.length();
      boolean covers = (finding.start() <= start && stop >= end) || sample.value().isEmpty();
      covered |= same && covers;
      exact |= same && finding.start() == start && stop == end;
      if (!same) {
        others.add(finding.kind());
      }
    }
    tally(sample, covered, exact || sample.value().isEmpty(), others);
  }

  private void tally(Sample sample, boolean covered, boolean exact, Set<Kind> others) {
    Kind kind = sample.kind();
    if (sample.adversarial()) {
      adversarial++;
      if (!covered && kind != null) {
        passed.computeIfAbsent(sample.slice(), _ -> new TreeSet<>()).add(kind.label());
      }
      return;
    }
    if (kind != null) {
      add(kind, covered ? new Tally(1, exact ? 1 : 0, 0, 0) : new Tally(0, 0, 1, 0));
      if (!covered) {
        mistakes.add("missed " + kind + ", " + sample.slice() + ": " + sample.text());
      }
    }
    for (Kind other : others) {
      add(other, new Tally(0, 0, 0, 1));
      mistakes.add("wrong " + other + ", " + sample.slice() + ": " + sample.text());
    }
  }

  private void add(Kind kind, Tally more) {
    tallies.merge(
        kind,
        more,
        (one, other) ->
            new Tally(
                one.found + other.found,
                one.exact + other.exact,
                one.missed + other.missed,
                one.wrong + other.wrong));
  }

  Tally of(Kind kind) {
    return tallies.getOrDefault(kind, Tally.NONE);
  }

  int count() {
    return count;
  }

  Set<Kind> kinds() {
    return tallies.keySet();
  }

  String report() {
    StringBuilder report = new StringBuilder();
    report.append(summary()).append("\n\n").append(table()).append('\n').append(slipped());
    report.append("\nMistakes on the others:\n\n");
    mistakes.forEach(
        mistake -> report.append("- ").append(mistake.replace("\n", "\\n")).append('\n'));
    return report.toString();
  }

  String summary() {
    return "%d samples, of which %d are made to slip through and counted apart; seed %d."
        .formatted(count, adversarial, Samples.SEED);
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append("| detector | n | found | exact place | missed | wrong | precision | recall |\n");
    table.append("|---|--:|--:|--:|--:|--:|--:|--:|\n");
    tallies.forEach((kind, tally) -> table.append(row(kind, tally)));
    return table.toString();
  }

  /// The samples made to slip through that did, by how they are written.
  String slipped() {
    StringBuilder list = new StringBuilder();
    passed.forEach((writing, kinds) ->
        list.append("- ")
            .append(writing)
            .append(": ")
            .append(String.join(", ", kinds))
            .append('\n'));
    return list.toString();
  }

  private static String row(Kind kind, Tally tally) {
    int positives = tally.found + tally.missed;
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %s | %s |\n",
        kind.label(),
        positives,
        tally.found,
        tally.exact,
        tally.missed,
        tally.wrong,
        interval(tally.found, tally.found + tally.wrong),
        interval(tally.found, positives));
  }

  /// A share with its interval of 95 % confidence (Wilson).
  private static String interval(int part, int whole) {
    if (whole == 0) {
      return "–";
    }
    double z = 1.96;
    double share = (double) part / whole;
    double center = share + z * z / (2 * whole);
    double spread = z * Math.sqrt(share * (1 - share) / whole + z * z / (4.0 * whole * whole));
    double scale = 1 + z * z / whole;
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f)",
        share,
        Math.max(0, (center - spread) / scale),
        Math.min(1, (center + spread) / scale));
  }
}
