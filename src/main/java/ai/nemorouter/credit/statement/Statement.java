package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What happened to an organization's credit in one month. All amounts are exact, in US dollars.
///
/// @param zone in which the month and its days begin
/// @param opening the closing balance of the month before
/// @param closing after the last line
/// @param issuer lines of name and address; of today while the month is not finished
/// @param holder the same of the organization
/// @param closedAt null while the month is not finished: until then lines are added
public record Statement(
    YearMonth month,
    ZoneId zone,
    Instant startsAt,
    Instant endsAt,
    Money opening,
    Money closing,
    List<StatementLine> lines,
    String issuer,
    String holder,
    @Nullable Instant closedAt) {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);

  public Statement {
    lines = List.copyOf(lines);
  }

  /// As in `November 2026`.
  public String name() {
    return NAME.format(month);
  }

  public boolean isFinished() {
    return closedAt != null;
  }

  public List<String> issuerLines() {
    return issuer.lines().toList();
  }

  public List<String> holderLines() {
    return holder.lines().toList();
  }

  /// All lines of a kind together.
  public record Sum(String label, Money amount) {}

  /// In the order in which the kinds appear. They lead from the opening to the closing balance.
  public List<Sum> sums() {
    Map<String, Money> sums = new LinkedHashMap<>();
    lines.forEach(line -> sums.merge(line.label(), line.amount(), Money::plus));
    return sums.entrySet().stream().map(sum -> new Sum(sum.getKey(), sum.getValue())).toList();
  }

  /// A month as it is listed.
  public record Head(
      YearMonth month, Money opening, Money added, Money taken, Money closing, boolean finished) {
    public String name() {
      return NAME.format(month);
    }

    /// The same month with the lines of another.
    Head and(Head more) {
      return new Head(
          month,
          opening,
          added.plus(more.added),
          taken.plus(more.taken),
          more.closing,
          more.finished);
    }
  }

  Head head() {
    return new Head(
        month,
        opening,
        sum(lines.stream().filter(line -> !line.isTaking())),
        sum(lines.stream().filter(StatementLine::isTaking)),
        closing,
        isFinished());
  }

  private static Money sum(Stream<StatementLine> lines) {
    return lines.map(StatementLine::amount).reduce(Money.ZERO, Money::plus);
  }
}
