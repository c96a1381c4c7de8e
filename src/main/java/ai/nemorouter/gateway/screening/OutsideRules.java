package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.finding.ScreenedRequest.Found;
import ai.nemorouter.guardrail.hook.HookAnswer;
import ai.nemorouter.guardrail.hook.HookQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The rules of one call that something outside decides on. It is asked about whole texts, as they
/// are after all other rules: a request before it is sent to a provider, an answer before any of it
/// is sent to the client. Rules that only count or flag hold nothing up: they are asked meanwhile,
/// and waited for when the call is over. Not for several threads.
final class OutsideRules {
  /// There are none.
  static final OutsideRules NONE =
      new OutsideRules(
          new UUID(0, 0), List.of(), (_, _) -> new HookAnswer.Failed("There is nothing to ask."));

  private static final Logger LOG = Logger.getLogger(OutsideRules.class);

  /// More than any service is sent, so that it can tell.
  private static final int LENGTH_MAX = 1_000_001;

  private final UUID requestId;
  private final List<Rule> rules;
  private final BiFunction<Rule, HookQuestion, HookAnswer> outside;
  private final Map<Direction, List<HookQuestion.Text>> unasked = new EnumMap<>(Direction.class);
  private final Map<String, Heard> heard = new HashMap<>();
  private final List<Asked> underWay = new ArrayList<>();
  private int length;
  private Optional<String> blocking = Optional.empty();

  /// What is known of one rule.
  static final class Heard {
    private final List<Found> found = new ArrayList<>();
    private boolean failed;
    private Duration took = Duration.ZERO;

    List<Found> found() {
      return List.copyOf(found);
    }

    boolean failed() {
      return failed;
    }

    Duration took() {
      return took;
    }
  }

  private record Asked(
      Rule rule, HookQuestion question, FutureTask<HookAnswer> answer, long begun) {}

  OutsideRules(
      UUID requestId, List<Rule> rules, BiFunction<Rule, HookQuestion, HookAnswer> outside) {
    this.requestId = requestId;
    this.rules = rules.stream().filter(rule -> isOutside(rule.check())).toList();
    this.outside = outside;
  }

  private static boolean isOutside(Check check) {
    return check instanceof Check.Hook || check instanceof Check.Judge;
  }

  /// Whether anything wants to know of texts that go that way.
  boolean wants(Direction direction) {
    return rules.stream().anyMatch(rule -> isFor(rule, direction));
  }

  /// Takes a text that all other rules have let pass.
  void read(Direction direction, Part part, String text) {
    if (text.isEmpty() || length > LENGTH_MAX || !wants(direction)) {
      return;
    }
    String kept = text.substring(0, Math.min(text.length(), LENGTH_MAX));
    length += kept.length();
    unasked
        .computeIfAbsent(direction, _ -> new ArrayList<>())
        .add(new HookQuestion.Text(part.path(), part.role(), kept));
  }

  /// Asks about what was read since it was asked last.
  ///
  /// @return what comes of it for the call
  Verdict ask(Direction direction) {
    List<HookQuestion.Text> texts = unasked.remove(direction);
    if (texts == null) {
      return Verdict.ALLOWED;
    }
    length = 0;
    HookQuestion question = new HookQuestion(requestId, direction, texts);
    List<Asked> awaited = new ArrayList<>();
    for (Rule rule : rules) {
      if (isFor(rule, direction)) {
        (isEnforced(rule) ? awaited : underWay).add(ask(rule, question));
      }
    }
    return awaited.stream().map(this::hear).reduce(Verdict.ALLOWED, OutsideRules::stricter);
  }

  private Asked ask(Rule rule, HookQuestion question) {
    FutureTask<HookAnswer> answer = new FutureTask<>(() -> outside.apply(rule, question));
    long begun = System.nanoTime();
    Thread.startVirtualThread(answer);
    return new Asked(rule, question, answer, begun);
  }

  /// Waits for the rules that only count or flag.
  ///
  /// @return what comes of it, for the record
  Verdict close() {
    if (underWay.isEmpty()) {
      return Verdict.ALLOWED;
    }
    Verdict verdict =
        underWay.stream().map(this::hear).reduce(Verdict.ALLOWED, OutsideRules::stricter);
    underWay.clear();
    return verdict;
  }

  /// How long each may take is for who asks to bound.
  private Verdict hear(Asked asked) {
    Rule rule = asked.rule();
    Heard known = heard.computeIfAbsent(rule.id(), _ -> new Heard());
    HookAnswer answer = await(asked);
    known.took = known.took.plusNanos(System.nanoTime() - asked.begun());
    return switch (answer) {
      case HookAnswer.Said(List<HookAnswer.Match> matches) -> {
        matches.forEach(match -> known.found.add(found(rule, asked.question(), match)));
        if (matches.isEmpty() || rule.shadow()) {
          yield Verdict.ALLOWED;
        }
        blocking = rule.action() == Action.BLOCK ? Optional.of(rule.id()) : blocking;
        yield Verdict.of(rule.action());
      }
      case HookAnswer.Failed(String reason) -> {
        LOG.warnf(
            "What a guardrail asks outside failed rule=%s request=%s: %s",
            rule.id(), requestId, reason);
        known.failed = true;
        yield afterFailure(rule);
      }
    };
  }

  private static Verdict afterFailure(Rule rule) {
    if (rule.shadow()) {
      return Verdict.ALLOWED;
    }
    return isEnforced(rule) && rule.closed() ? Verdict.UNAVAILABLE : Verdict.FLAGGED;
  }

  private static HookAnswer await(Asked asked) {
    try {
      return asked.answer().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new HookAnswer.Failed("The request was interrupted.");
    } catch (ExecutionException e) {
      // Its message could quote the text.
      String type = e.getCause() == null ? "" : e.getCause().getClass().getSimpleName();
      return new HookAnswer.Failed("It could not be asked: " + type);
    }
  }

  private static Found found(Rule rule, HookQuestion question, HookAnswer.Match match) {
    HookQuestion.Text text = question.texts().get(match.text());
    int length = match.length() == 0 ? text.text().length() : match.length();
    return new Found(
        question.direction(),
        text.path(),
        match.kind(),
        match.start(),
        length,
        match.score(),
        "",
        rule.keepsText() ? text.text().substring(match.start(), match.start() + length) : null);
  }

  /// What each rule said that was asked; by the rule's identifier.
  Map<String, Heard> heard() {
    return Map.copyOf(heard);
  }

  /// The rules that could not be asked about.
  Set<String> failures() {
    return heard.entrySet().stream()
        .filter(known -> known.getValue().failed())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /// The rule that let nothing pass, if one did.
  Optional<String> blocking() {
    return blocking;
  }

  private static Verdict stricter(Verdict one, Verdict other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static boolean isFor(Rule rule, Direction direction) {
    return direction == Direction.INPUT ? rule.input() : rule.output();
  }

  private static boolean isEnforced(Rule rule) {
    return !rule.shadow() && rule.action() != Action.FLAG;
  }
}
