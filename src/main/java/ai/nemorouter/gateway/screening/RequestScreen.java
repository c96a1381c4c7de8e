package ai.nemorouter.gateway.screening;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.AnswerStream;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Finding;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.engine.Restoring;
import ai.nemorouter.guardrail.engine.Screening;
import ai.nemorouter.guardrail.engine.Verdict;
import ai.nemorouter.guardrail.sample.SampleParts;
import ai.nemorouter.platform.json.ApiError;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request under the rules that hold for its key, from its first word to the last word of its
/// answer, whatever number of providers is asked. Not for several threads.
public final class RequestScreen {
  /// Between two pieces of a long text it is seen whether there is time left.
  private static final int LOOKED_AT_AT_ONCE = 32_768;

  private static final String BLOCKED = "guardrail_blocked";
  private static final String UNAVAILABLE = "guardrail_unavailable";

  /// No rule at all.
  private static final GuardInForce NOTHING =
      new GuardInForce(Guard.of(List.of()), new byte[32], _ -> Optional.empty());

  private final GuardInForce rules;
  private final OutsideRules outside;
  private final @Nullable SampleParts sample;
  private final Screening screening;
  private final long mostNanos;
  private final boolean looksAtInput;
  private final boolean looksAtOutput;
  private final boolean enforcesInput;
  private final boolean enforcesOutput;
  private long spentNanos;
  private int findingsOfInput = Integer.MAX_VALUE;
  private Verdict verdict = Verdict.ALLOWED;

  private RequestScreen(
      GuardInForce rules, Duration most, OutsideRules outside, @Nullable SampleParts sample) {
    this.rules = rules;
    this.outside = outside;
    this.sample = sample;
    this.screening = rules.guard().open(rules.secret());
    this.mostNanos = most.toNanos();
    this.looksAtInput = rules.looksAt(Direction.INPUT);
    this.looksAtOutput = rules.looksAt(Direction.OUTPUT) || rules.restores();
    this.enforcesInput = rules.enforces(Direction.INPUT);
    this.enforcesOutput = rules.enforces(Direction.OUTPUT);
  }

  /// Without rules that something outside decides on.
  ///
  /// @param most the time that rules may take for all of a request
  public static RequestScreen of(GuardInForce rules, Duration most) {
    return of(rules, most, OutsideRules.NONE);
  }

  /// @param most the time that the other rules may take for all of a request
  static RequestScreen of(GuardInForce rules, Duration most, OutsideRules outside) {
    return new RequestScreen(rules, most, outside, null);
  }

  /// Under no rules: what is read goes into the sample, and all of it passes as it is.
  static RequestScreen sampling(SampleParts sample) {
    return new RequestScreen(NOTHING, Duration.ZERO, OutsideRules.NONE, sample);
  }

  /// Whether texts are only kept, as they are.
  boolean isSample() {
    return sample != null;
  }

  /// Whether a file is to be decoded. One that is too large for a sample is not.
  boolean takesFile(String address) {
    return sample == null || sample.takesFile(address.length());
  }

  /// For the request; empty where no rule looks at requests.
  public Optional<InputScreen> input() {
    return looksAtInput ? Optional.of(new InputScreen(this)) : Optional.empty();
  }

  /// For the answer of one attempt; empty where no rule has anything to do with answers.
  public Optional<AnswerScreen> answer() {
    return looksAtOutput ? Optional.of(new AnswerScreen(this)) : Optional.empty();
  }

  /// For an answer that is no chat; empty where no rule has anything to do with answers.
  public Optional<PlainOutput> plainAnswer() {
    return looksAtOutput ? Optional.of(new PlainOutput(this)) : Optional.empty();
  }

  /// What rules find from now on, they find in answers.
  public void inputWasRead() {
    findingsOfInput = screening.findings().size();
  }

  /// Asks services outside about all that was read since they were asked last, after all other
  /// rules. Nothing of it may have been sent yet.
  public void askOutside(Direction direction) {
    if (!isRefused()) {
      add(outside.ask(direction));
    }
  }

  /// The request is over: waits for what holds nothing up.
  void close() {
    add(outside.close());
  }

  /// What services outside said.
  OutsideRules outside() {
    return outside;
  }

  /// Whether a rule may change or stop what goes that way.
  boolean enforces(Direction direction) {
    return direction == Direction.INPUT ? enforcesInput : enforcesOutput;
  }

  /// Whether a streamed answer is held back until all of it is there.
  public boolean holdsWholeAnswers() {
    return rules.guard().holdsWholeAnswers();
  }

  Stream stream(Direction direction, Part part) {
    return new Stream(direction, part);
  }

  /// Puts the caller's own values back; empty where no rule does so.
  Optional<Restoring> restoring(Part.Form form) {
    return rules.restores() ? Optional.of(screening.restoring(form)) : Optional.empty();
  }

  /// Looks at all of a part.
  ///
  /// @return what may go on; empty if nothing may
  Outcome screen(Direction direction, Part part) {
    if (sample != null) {
      sample.add(part);
      return new Outcome(Verdict.ALLOWED, part.text());
    }
    Stream stream = stream(direction, part);
    String text = stream.accept(part.text()) + stream.finish();
    return new Outcome(stream.verdict(), text);
  }

  record Outcome(Verdict verdict, String text) {
    boolean isRefused() {
      return verdict.compareTo(Verdict.BLOCKED) >= 0;
    }
  }

  /// What becomes of a text for which there is no time left.
  Verdict unread(Direction direction) {
    return rules.closes(direction) ? Verdict.UNAVAILABLE : Verdict.FLAGGED;
  }

  void add(Verdict more) {
    verdict = verdict.compareTo(more) >= 0 ? verdict : more;
  }

  public Verdict verdict() {
    return verdict;
  }

  public boolean isRefused() {
    return verdict.compareTo(Verdict.BLOCKED) >= 0;
  }

  /// The verdict in the word for callers, which names no rule.
  public String posture() {
    return verdict == Verdict.ALLOWED ? "passed" : verdict.name().toLowerCase(Locale.ROOT);
  }

  /// What all rules found until now.
  List<Finding> findings() {
    return screening.findings();
  }

  /// Which way the n-th of them went.
  Direction directionOf(int finding) {
    return finding < findingsOfInput ? Direction.INPUT : Direction.OUTPUT;
  }

  GuardInForce rules() {
    return rules;
  }

  /// The rules that could not run, as far as they are known one by one.
  Set<String> failures() {
    Set<String> failures = new HashSet<>(screening.failures());
    failures.addAll(outside.failures());
    return failures;
  }

  /// How long the rules took.
  Duration taken() {
    return Duration.ofNanos(spentNanos);
  }

  /// What of that each took by itself, by its id.
  Map<String, Duration> ownTimes() {
    return screening.ownTimes();
  }

  /// What the caller is told of a verdict that lets nothing pass.
  public ApiError refusal(Direction direction) {
    String way = direction.name().toLowerCase(Locale.ROOT);
    if (verdict == Verdict.UNAVAILABLE) {
      ApiError error =
          ApiError.of(
                  503,
                  UNAVAILABLE,
                  "service_unavailable",
                  "A guardrail could not check this "
                      + (direction == Direction.INPUT ? "request" : "answer")
                      + ", and nothing passes unchecked. Try again shortly.")
              .reason(UNAVAILABLE)
              .with("guardrail", way);
      return direction == Direction.INPUT ? error : error.header("x-should-retry", "false");
    }
    return blocked(message(direction), direction);
  }

  /// Which rules hold is not known, so nothing may pass.
  static ApiError unknownRules() {
    return ApiError.of(
            503,
            UNAVAILABLE,
            "service_unavailable",
            "The guardrails of this key could not be read, and nothing passes unchecked. Try again"
                + " shortly.")
        .reason(UNAVAILABLE)
        .header("x-nemo-guardrails", "unavailable");
  }

  static ApiError blocked(String message, Direction direction) {
    return ApiError.of(403, BLOCKED, "permission_denied", message)
        .reason(BLOCKED)
        .with("guardrail", direction.name().toLowerCase(Locale.ROOT))
        .header("x-should-retry", "false");
  }

  private String message(Direction direction) {
    Optional<String> blocking =
        outside
            .blocking()
            .or(() ->
                findings().stream()
                    .filter(finding -> !finding.shadow() && finding.action() == Action.BLOCK)
                    .map(Finding::rule)
                    .reduce((_, last) -> last));
    String usual =
        direction == Direction.INPUT
            ? "A guardrail blocked this request. Nothing was sent to a provider."
            : "A guardrail blocked this answer.";
    String fixed =
        direction == Direction.INPUT
            ? "This request holds something that a guardrail replaces, at a place where nothing can"
                + " be put instead. Nothing was sent to a provider."
            : "This answer holds something that a guardrail replaces, at a place where nothing can"
                + " be put instead.";
    return blocking
        .flatMap(rules::named)
        .map(NamedRule::message)
        .filter(text -> !text.isBlank())
        .orElse(blocking.isPresent() ? usual : fixed);
  }

  /// A part that comes in pieces, within the request's time.
  final class Stream {
    private final Direction direction;
    private final AnswerStream stream;
    private final Part part;
    private final StringBuilder passed = new StringBuilder();
    private boolean unread;
    private boolean refused;

    private Stream(Direction direction, Part part) {
      this.direction = direction;
      this.part = part;
      this.stream = screening.stream(direction, part);
    }

    /// Services outside see what is let through, and samples what comes.
    private String noted(String out) {
      if (sample != null || outside.wants(direction)) {
        passed.append(out);
      }
      return out;
    }

    String accept(String piece) {
      return noted(acceptAll(piece));
    }

    private String acceptAll(String piece) {
      if (piece.length() <= LOOKED_AT_AT_ONCE) {
        return acceptOne(piece);
      }
      StringBuilder out = new StringBuilder(piece.length());
      for (int from = 0; from < piece.length(); from += LOOKED_AT_AT_ONCE) {
        out.append(
            acceptOne(piece.substring(from, Math.min(piece.length(), from + LOOKED_AT_AT_ONCE))));
      }
      return out.toString();
    }

    private String acceptOne(String piece) {
      if (refused) {
        return "";
      }
      if (!unread && spentNanos > mostNanos) {
        unread = true;
        refused = unread(direction) == Verdict.UNAVAILABLE;
        // What was held back of it has been seen to begin no match that is certain.
        return refused ? "" : stream.finish() + piece;
      }
      if (unread) {
        return piece;
      }
      long begun = System.nanoTime();
      String out = stream.accept(piece);
      spentNanos += System.nanoTime() - begun;
      return out;
    }

    String finish() {
      String rest = noted(finishAll());
      if (sample != null) {
        sample.add(
            new Part(part.path(), part.role(), part.form(), passed.toString(), part.mediaType()));
      }
      if (!isRefused()) {
        outside.read(direction, part, passed.toString());
      }
      passed.setLength(0);
      return rest;
    }

    private String finishAll() {
      if (unread || refused) {
        return "";
      }
      long begun = System.nanoTime();
      String out = stream.finish();
      spentNanos += System.nanoTime() - begun;
      return out;
    }

    /// What is known of it by now.
    Verdict verdict() {
      Verdict known = stream.verdict();
      return unread && unread(direction).compareTo(known) > 0 ? unread(direction) : known;
    }

    boolean isRefused() {
      return refused || stream.isRefused();
    }
  }
}
