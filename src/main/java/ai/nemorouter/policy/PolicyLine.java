package ai.nemorouter.policy;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Something that applies.
///
/// @param standing of limits and credit, how they stand
/// @param refused whether it refused the request that the page is about
public record PolicyLine(
    Kind kind, Source source, Words words, Standing standing, boolean refused) {
  /// The limit that leaves the least of its cap first.
  static final Comparator<PolicyLine> NEAREST_FIRST = PolicyLine::compareRest;

  /// What it is.
  public enum Kind {
    LIMIT,
    CREDIT,
    MODELS,
    ENDPOINTS,
    ADDRESSES,
    GUARDRAIL
  }

  /// What it says.
  ///
  /// @param note what else there is to say; empty for nothing
  /// @param entries what a list allows, or what rules do
  /// @param count how many limits or rules the line stands for
  /// @param path the page of the thing itself within the organization's; null for none
  public record Words(
      String title, String note, List<String> entries, int count, @Nullable String path) {
    private static final int SHOWN_MAX = 12;

    public Words {
      entries = List.copyOf(entries);
    }

    static Words of(String title, String note) {
      return new Words(title, note, List.of(), 1, null);
    }

    /// The first of the entries.
    public List<String> shown() {
      return entries.subList(0, Math.min(SHOWN_MAX, entries.size()));
    }

    public int more() {
      return entries.size() - shown().size();
    }
  }

  /// How a limit stands.
  ///
  /// @param status null for what is no limit, and where the viewer may not see it
  /// @param sight how much of it the viewer may see
  public record Standing(@Nullable LimitStatus status, Sight sight, Mark mark) {
    static final Standing NONE = new Standing(null, Sight.WHOLE, Mark.NONE);
  }

  /// Whether it bites.
  public enum Mark {
    NONE,
    /// Of all limits that still leave something the one that leaves the least of its cap.
    FIRST,
    /// Nothing is left: requests that need some of it are refused.
    USED_UP
  }

  static PolicyLine of(Kind kind, Source source, Words words) {
    return new PolicyLine(kind, source, words, Standing.NONE, false);
  }

  /// A limit that is seen at least in part.
  static PolicyLine limit(Source source, LimitStatus status, Sight sight) {
    LimitTerms terms = status.limit().terms();
    Words words =
        sight == Sight.WHOLE
            ? Words.of(terms.title(), raised(status))
            : Words.of(counted(terms) + terms.narrowing(), "Shared: counts requests of others too");
    Mark mark = status.isReached() ? Mark.USED_UP : Mark.NONE;
    return new PolicyLine(Kind.LIMIT, source, words, new Standing(status, sight, mark), false);
  }

  private static String raised(LimitStatus status) {
    return status.limit().raise() == null
        ? ""
        : "Temporarily increased to " + status.unit().display(status.allowed());
  }

  /// As in `US dollars per month`: what a limit counts, without its amount.
  private static String counted(LimitTerms terms) {
    String unit = terms.unit().label();
    String upper = unit.substring(0, 1).toUpperCase(Locale.ROOT) + unit.substring(1);
    return terms.unit() == Unit.IN_FLIGHT ? upper : upper + " " + terms.period().label();
  }

  PolicyLine asFirst() {
    Standing first = new Standing(standing.status(), standing.sight(), Mark.FIRST);
    return new PolicyLine(kind, source, words, first, refused);
  }

  PolicyLine asRefused() {
    return new PolicyLine(kind, source, words, standing, true);
  }

  public @Nullable LimitStatus status() {
    return standing.status();
  }

  /// Whether its amount and use may be shown.
  public boolean isWhole() {
    return status() != null && standing.sight() == Sight.WHOLE;
  }

  public boolean isUsedUp() {
    return standing.mark() == Mark.USED_UP;
  }

  public boolean isFirst() {
    return standing.mark() == Mark.FIRST;
  }

  public boolean isCredit() {
    return kind == Kind.CREDIT;
  }

  /// As in `$3.20 left`; empty for what is not used up by requests.
  public String left() {
    if (isCredit()) {
      return words.note();
    }
    LimitStatus status = status();
    return status == null ? "" : status.brief(status.left()) + " left";
  }

  /// When what was used is forgotten, where that is no moment; empty where it is one.
  public String forgets() {
    LimitStatus status = status();
    if (status == null || status.resetsAt() != null) {
      return "";
    }
    if (status.unit() == Unit.IN_FLIGHT) {
      return "at each moment";
    }
    return status.limit().period() == Period.MINUTE ? "any 60 seconds" : "never resets";
  }

  /// Whether something of the limit is used or held, so that one can say which will be reached
  /// first.
  boolean isBegun() {
    LimitStatus status = status();
    return status != null && status.left() < status.allowed();
  }

  /// Both have a status. Compares left ÷ allowed without dividing.
  private static int compareRest(PolicyLine one, PolicyLine other) {
    LimitStatus a = Objects.requireNonNull(one.status());
    LimitStatus b = Objects.requireNonNull(other.status());
    return times(a.left(), b.allowed()).compareTo(times(b.left(), a.allowed()));
  }

  private static BigInteger times(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }
}
