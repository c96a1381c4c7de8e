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

  static ScreenedRequest call(
      World.Place place, Verdict verdict, ScreenedRequest.RuleResult... rules) {
    return call(place, Ids.next(), Ids.next(), verdict, rules);
  }

  static ScreenedRequest call(
      World.Place place,
      UUID keyId,
      UUID callId,
      Verdict verdict,
      ScreenedRequest.RuleResult... rules) {
    return new ScreenedRequest(
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

  static ScreenedRequest.RuleResult rule(UUID id, Verdict verdict, ScreenedRequest.Found... found) {
    return rule(id, verdict, false, found);
  }

  static ScreenedRequest.RuleResult shadow(
      UUID id, Verdict verdict, ScreenedRequest.Found... found) {
    return rule(id, verdict, true, found);
  }

  private static ScreenedRequest.RuleResult rule(
      UUID id, Verdict verdict, boolean shadow, ScreenedRequest.Found... found) {
    Action action =
        switch (verdict) {
          case ALLOWED, FLAGGED -> Action.FLAG;
          case REDACTED -> Action.REDACT;
          case BLOCKED, UNAVAILABLE -> Action.BLOCK;
        };
    return new ScreenedRequest.RuleResult(
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

  static ScreenedRequest.Found found(Kind kind, Direction direction) {
    return found(kind, direction, null);
  }

  static ScreenedRequest.Found found(Kind kind, Direction direction, @Nullable String text) {
    return new ScreenedRequest.Found(
        direction, "messages[0].content", kind, 4, 16, 95, "K7Q2MX", text);
  }
}
