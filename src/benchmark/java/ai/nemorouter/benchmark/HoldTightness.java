package ai.nemorouter.benchmark;

import ai.nemorouter.benchmark.SampleCall.Bound;
import ai.nemorouter.money.Money;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// How much more is held than a call costs, and how many calls are refused though they would have
/// fitted: with the gateway's estimate and, in the same run, with the bound by bytes that it
/// replaced. Needs no server.
public final class HoldTightness {
  private static final int CALLS = 4_800;
  private static final long SEED = 20_261_122;
  private static final List<String> BALANCES = List.of("0.01", "0.1", "1");
  private static final List<Integer> IN_FLIGHT = List.of(1, 8);

  private static final int SMALL_BYTES = 1_000;
  private static final int ROUNDS = 5;

  private final List<SampleCall> calls;

  private HoldTightness(List<SampleCall> calls) {
    this.calls = calls;
  }

  public static void main(String[] arguments) {
    System.out.println(markdown());
  }

  static String markdown() {
    return new HoldTightness(Sample.of(CALLS, SEED)).report();
  }

  private String report() {
    List<SampleCall> withCeiling = calls.stream().filter(SampleCall::hasCeiling).toList();
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d calls, seed %d; %,d of them with a ceiling of the caller's.\n\n"
            .formatted(calls.size(), SEED, withCeiling.size()));
    text.append("| held ÷ settled | bytes, mean | p50 | p95 | tokens, mean | p50 | p95 |\n");
    text.append("|---|--:|--:|--:|--:|--:|--:|\n");
    text.append(ratios("input, OpenAI's families", openAi(true), HoldTightness::inputRatio));
    text.append(ratios("input, other families", openAi(false), HoldTightness::inputRatio));
    text.append(ratios("input, all", calls, HoldTightness::inputRatio));
    text.append(ratios("whole call with a ceiling", withCeiling, HoldTightness::wholeRatio));
    text.append('\n').append(refusals(withCeiling)).append('\n').append(safety()).append(speed());
    return text.toString();
  }

  private List<SampleCall> openAi(boolean wanted) {
    return calls.stream()
        .filter(call -> call.request().model().startsWith("openai/") == wanted)
        .toList();
  }

  private interface Ratio {
    double of(SampleCall call, Bound bound);
  }

  private static double inputRatio(SampleCall call, Bound bound) {
    return nanos(bound.input()) / nanos(call.settledInput());
  }

  private static double wholeRatio(SampleCall call, Bound bound) {
    return nanos(bound.amountFor(bound.leastOutput())) / nanos(call.settled(bound.mostOutput()));
  }

  private static String ratios(String title, List<SampleCall> calls, Ratio ratio) {
    return "| %s | %s | %s |\n"
        .formatted(
            title,
            distribution(calls, call -> ratio.of(call, call.before())),
            distribution(calls, call -> ratio.of(call, call.boundNow())));
  }

  private static String distribution(List<SampleCall> calls, ToDoubleFunction<SampleCall> ratio) {
    double[] sorted = calls.stream().mapToDouble(ratio).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "%.2f | %.2f | %.2f",
        Arrays.stream(sorted).average().orElse(Double.NaN),
        sorted[sorted.length / 2],
        sorted[sorted.length * 95 / 100]);
  }

  private String refusals(List<SampleCall> withCeiling) {
    StringBuilder text =
        new StringBuilder(
            "| refused though it would have fitted | bytes, ceilings | tokens, ceilings "
                + "| bytes, all | tokens, all | tokens, all, open calls a quarter |\n"
                + "|---|--:|--:|--:|--:|--:|\n");
    for (String balance : BALANCES) {
      for (int inFlight : IN_FLIGHT) {
        Account.Rules rules = new Account.Rules(Money.ofUsd(balance), inFlight, 1);
        text.append("| $%s, %d in flight |".formatted(balance, inFlight))
            .append(shown(Account.run(withCeiling, rules, SampleCall::before)))
            .append(shown(Account.run(withCeiling, rules, SampleCall::boundNow)))
            .append(shown(Account.run(calls, rules, SampleCall::before)))
            .append(shown(Account.run(calls, rules, SampleCall::boundNow)))
            .append(shown(Account.run(calls, rules.openCallsGet(4), SampleCall::boundNow)))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String shown(Account.Outcome outcome) {
    return String.format(
        Locale.ROOT, " %.1f %% (%.1f %%) |", outcome.refusedPercent(), outcome.cutShortPercent());
  }

  /// Whether a bound was ever too small, which would be an overrun.
  private String safety() {
    long below =
        calls.stream().filter(call -> call.now().promptTokens() < call.truePromptTokens()).count();
    Function<SampleCall, Bound> now = SampleCall::boundNow;
    int overspent = 0;
    for (String balance : BALANCES) {
      Account.Rules rules = new Account.Rules(Money.ofUsd(balance), 8, 1);
      overspent += Account.run(calls, rules, now).overspent();
    }
    return "Bounds below the true input: %d of %,d. Balances overspent: %d.\n"
        .formatted(below, calls.size(), overspent);
  }

  /// How long estimates take, on one thread, after as many that only warm up.
  private String speed() {
    List<SampleCall> small =
        calls.stream().filter(call -> call.request().bytes() < SMALL_BYTES).toList();
    return String.format(
        Locale.ROOT,
        "An estimate takes %.0f µs for a body under %,d bytes, %.0f µs on the whole sample.\n",
        microseconds(small),
        SMALL_BYTES,
        microseconds(calls));
  }

  private static double microseconds(List<SampleCall> calls) {
    long began = 0;
    long tokens = 0;
    for (int round = 0; round < 2 * ROUNDS; round++) {
      if (round == ROUNDS) {
        began = System.nanoTime();
      }
      for (SampleCall call : calls) {
        tokens += call.estimateAgain().promptTokens();
      }
    }
    if (tokens == 0) {
      throw new IllegalStateException("Nothing was estimated");
    }
    return (System.nanoTime() - began) / 1e3 / ROUNDS / calls.size();
  }

  private static double nanos(Money money) {
    return money.nanos();
  }
}
