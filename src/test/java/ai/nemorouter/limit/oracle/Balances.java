package ai.nemorouter.limit.oracle;

import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The model's balances in the words of `Engine.balances`.
final class Balances {
  private Balances() {}

  static SortedMap<String, String> of(Oracle oracle) {
    SortedMap<String, String> balances = new TreeMap<>();
    oracle.calls().forEach((id, call) -> balances.put("call " + id, text(call)));
    SortedMap<String, long[]> sums = new TreeMap<>();
    SortedMap<String, Instant> ends = new TreeMap<>();
    for (Oracle.Counted counted : oracle.charges()) {
      CallState.Charge charge = counted.charge();
      String name = "window " + charge.cap().plan().id() + " from " + text(charge.window().start());
      long[] sum = sums.computeIfAbsent(name, _ -> new long[2]);
      sum[0] += counted.used();
      sum[1] += counted.held();
      ends.put(name, charge.window().end());
    }
    sums.forEach((name, sum) -> {
      if (sum[0] != 0 || sum[1] != 0) {
        balances.put(
            name,
            "used=%d held=%d until=%s"
                .formatted(sum[0], sum[1], text(Objects.requireNonNull(ends.get(name)))));
      }
    });
    return balances;
  }

  private static String text(Instant moment) {
    return moment.equals(Instant.MIN) || moment.equals(Instant.MAX)
        ? "ever"
        : String.valueOf(moment.toEpochMilli());
  }

  private static String text(CallState call) {
    if (call.isHeld()) {
      return "held amount=%d output=%d floor=%d floor_tokens=%d until=%d"
          .formatted(
              call.amount,
              call.outputTokens,
              call.floor,
              call.floorTokens,
              call.expiresAt.toEpochMilli());
    }
    return "%s reason=%s cost=%d by=%s held=%d/%d tokens=%d/%d sent=%s overrun=%s late=%s"
        .formatted(
            call.status,
            orDash(call.reason),
            call.cost,
            orDash(call.costSource),
            call.amount,
            call.heldTokens,
            orNone(call.promptTokens),
            orNone(call.completionTokens),
            letter(call.sent),
            letter(call.overrun),
            letter(call.late));
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }

  private static long orNone(@Nullable Long number) {
    return number == null ? -1 : number;
  }

  private static String letter(boolean value) {
    return value ? "t" : "f";
  }
}
