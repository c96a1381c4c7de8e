package ai.nemorouter.guardrail.finding;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes screened calls for tests.
final class Screened {
  private Screened() {}

  static ScreenedCall call(World.Place place, Verdict verdict, ScreenedCall.RuleResult... rules) {
    return call(place, Ids.next(), Ids.next(), verdict, rules);
  }

  static ScreenedCall call(
      World.Place place,
      UUID keyId,
      UUID callId,
      Verdict verdict,
      ScreenedCall.RuleResult... rules) {
    return new ScreenedCall(
        callId,
        place.orgId(),
        place.teamId(),
        keyId,
        null,
        Instant.now(),
        "demo/haiku-small",
        verdict,
        List.of(rules));
  }

  static ScreenedCall.RuleResult rule(UUID id, Verdict verdict, ScreenedCall.Found... found) {
    return rule(id, verdict, false, found);
  }

  static ScreenedCall.RuleResult shadow(UUID id, Verdict verdict, ScreenedCall.Found... found) {
    return rule(id, verdict, true, found);
  }

  private static ScreenedCall.RuleResult rule(
      UUID id, Verdict verdict, boolean shadow, ScreenedCall.Found... found) {
    Action action =
        switch (verdict) {
          case ALLOWED, FLAGGED -> Action.FLAG;
          case REDACTED -> Action.REDACT;
          case BLOCKED, UNAVAILABLE -> Action.BLOCK;
        };
    return new ScreenedCall.RuleResult(
        id,
        3,
        "Cards",
        "personal",
        action,
        shadow,
        verdict,
        verdict == Verdict.UNAVAILABLE,
        List.of(found),
        Duration.ofNanos(40_000));
  }

  static ScreenedCall.Found found(Kind kind, Direction direction) {
    return found(kind, direction, null);
  }

  static ScreenedCall.Found found(Kind kind, Direction direction, @Nullable String text) {
    return new ScreenedCall.Found(
        direction, "messages[0].content", kind, 4, 16, 95, "K7Q2MX", text);
  }
}
