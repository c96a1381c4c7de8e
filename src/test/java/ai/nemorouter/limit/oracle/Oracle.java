package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.LimitUse;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The model of the hold engine: what it must answer, one thing after the other and with nothing
/// stored twice. It keeps the calls, and what a limit has used and holds is always added up anew
/// from them.
final class Oracle {
  private final Duration ttl;
  private final List<CapState> caps;
  private final Map<UUID, CallState> calls = new LinkedHashMap<>();
  private final Map<UUID, Map<Command.Subject, Instant>> marks = new LinkedHashMap<>();
  private Instant now;

  /// @param ttl how long a hold outlives the last sign of life
  Oracle(Plan plan, Duration ttl) {
    this.ttl = ttl;
    this.now = plan.start();
    this.caps =
        plan.caps().stream()
            .map(cap ->
                new CapState(
                    cap,
                    plan.orgs().stream()
                        .filter(org -> org.id().equals(cap.orgId()))
                        .findFirst()
                        .orElseThrow()
                        .zone()))
            .toList();
  }

  Instant now() {
    return now;
  }

  void setNow(Instant moment) {
    now = moment;
  }

  Map<UUID, CallState> calls() {
    return calls;
  }

  List<CapState> caps() {
    return caps;
  }

  /// Does the command and answers, for each hold of a batch, every reply that would be right.
  List<List<HoldOutcome>> apply(Command command) {
    switch (command) {
      case Command.Advance advance -> now = now.plus(advance.by());
      case Command.Batch batch -> {
        batch.settlements().forEach(this::settle);
        List<List<Supplier<HoldOutcome>>> replies = batch.holds().stream().map(this::hold).toList();
        return replies.stream().map(rights -> rights.stream().map(Supplier::get).toList()).toList();
      }
      case Command.Heartbeat beat ->
          heldCall(beat.callId(), call -> call.expiresAt = now.plus(ttl));
      case Command.Sweep _ -> calls.keySet().forEach(this::expire);
      case Command.Release release -> heldCall(release.callId(), CallState::release);
      case Command.EditCap edit ->
          caps.stream()
              .filter(cap -> cap.plan().id().equals(edit.capId()))
              .forEach(cap -> cap.edit(edit.edit(), now));
      case Command.Mark mark -> {
        Map<Command.Subject, Instant> marked =
            marks.computeIfAbsent(mark.id(), _ -> new EnumMap<>(Command.Subject.class));
        if (mark.fromNow() == null) {
          marked.remove(mark.subject());
        } else {
          marked.put(mark.subject(), now.plus(mark.fromNow()));
        }
      }
      case Command.Reconnect _ -> {}
    }
    return List.of();
  }

  void expire(UUID id) {
    heldCall(
        id,
        call -> {
          if (!call.expiresAt.isAfter(now)) {
            call.expire();
          }
        });
  }

  private void heldCall(UUID id, Consumer<CallState> change) {
    CallState call = calls.get(id);
    if (call != null && call.isHeld()) {
      change.accept(call);
    }
  }

  private void settle(Settlement settlement) {
    CallState call = calls.get(settlement.id());
    boolean refused = settlement.status() == Settlement.Status.REFUSED;
    if (call == null) {
      if (refused) {
        CallState recorded = new CallState();
        recorded.end(settlement);
        calls.put(settlement.id(), recorded);
      }
    } else if (call.isHeld()) {
      call.end(settlement);
    } else if (call.isProvisional() && !refused) {
      call.end(settlement);
      call.late = true;
    }
  }

  /// Every reply that would be right. They are asked for when the whole batch is decided, because
  /// when there is room again depends on the holds that were decided later, too.
  private List<Supplier<HoldOutcome>> hold(HoldRequest request) {
    CallState known = calls.get(request.id());
    if (known != null) {
      HoldOutcome again =
          known.isHeld()
              ? new HoldOutcome.Granted(Money.ofNanos(known.amount), known.outputTokens, null)
              : new HoldOutcome.AlreadyFinished();
      return List.of(() -> again);
    }
    List<HoldOutcome> reasons = whyNotLive(request);
    if (!reasons.isEmpty()) {
      return fixed(reasons);
    }
    if (!request.route().ownProvider()
        && caps.stream()
            .noneMatch(cap ->
                cap.plan().isCredit()
                    && !cap.isRemoved()
                    && cap.plan().orgId().equals(request.payer().orgId()))) {
      return List.of(HoldOutcome.NoCredit::new);
    }
    List<CapState> applying =
        caps.stream().filter(cap -> cap.counts(request) && !hasCounted(cap, request)).toList();
    List<CapState> refusing =
        applying.stream().filter(cap -> left(cap) < needed(cap, request, least(request))).toList();
    return refusing.isEmpty() ? fixed(grant(request, applying)) : refuse(request, refusing);
  }

  private static List<Supplier<HoldOutcome>> fixed(List<HoldOutcome> outcomes) {
    return outcomes.stream().<Supplier<HoldOutcome>>map(outcome -> () -> outcome).toList();
  }

  private List<HoldOutcome> whyNotLive(HoldRequest request) {
    Payer payer = request.payer();
    Map<Command.Subject, Instant> ofKey = marks.getOrDefault(payer.keyId(), Map.of());
    Instant expiry = ofKey.get(Command.Subject.KEY_EXPIRES);
    Instant end = ofKey.get(Command.Subject.SECRET_ENDS);
    Map<NotLive, Boolean> reasons = new LinkedHashMap<>();
    reasons.put(
        NotLive.ORGANIZATION_SUSPENDED, isMarked(payer.orgId(), Command.Subject.ORGANIZATION));
    reasons.put(NotLive.TEAM_ARCHIVED, isMarked(payer.teamId(), Command.Subject.TEAM));
    reasons.put(NotLive.REVOKED, isMarked(payer.keyId(), Command.Subject.KEY_REVOKED));
    reasons.put(NotLive.DISABLED, isMarked(payer.keyId(), Command.Subject.KEY_DISABLED));
    reasons.put(NotLive.EXPIRED, expiry != null && !expiry.isAfter(now));
    reasons.put(
        NotLive.SECRET_ENDED,
        request.secret() < Plan.NEWEST_SECRET && (end == null || !end.isAfter(now)));
    return reasons.entrySet().stream()
        .filter(Map.Entry::getValue)
        .<HoldOutcome>map(reason -> new HoldOutcome.KeyNotLive(reason.getKey()))
        .toList();
  }

  private boolean isMarked(UUID id, Command.Subject subject) {
    return marks.getOrDefault(id, Map.of()).containsKey(subject);
  }

  /// Whether a limit of requests counted the request at an earlier attempt.
  private boolean hasCounted(CapState cap, HoldRequest request) {
    return cap.plan().unit() == Unit.REQUESTS
        && calls.values().stream()
            .anyMatch(call -> call.hasCounted(request.route().requestId(), cap));
  }

  private List<HoldOutcome> grant(HoldRequest request, List<CapState> applying) {
    long tokens = request.ask().mostOutput();
    for (CapState cap : applying) {
      tokens = Math.min(tokens, share(cap, request));
    }
    CallState call = new CallState();
    call.held = true;
    call.amount = cost(request, tokens);
    call.outputTokens = tokens;
    call.heldTokens = request.ask().promptTokens() + tokens;
    call.floor = Math.min(request.ask().floor().nanos(), call.amount);
    call.floorTokens = request.ask().floorTokens();
    call.expiresAt = now.plus(ttl);
    call.isAttemptOf(request);
    for (CapState cap : applying) {
      long held = needed(cap, request, tokens);
      call.charges.add(new CallState.Charge(cap, cap.window(now), held));
    }
    calls.put(request.id(), call);
    return granted(call, applying);
  }

  /// The output that a limit grants: all that was asked for or nothing where one number was, else a
  /// quarter of what it affords at the most.
  private long share(CapState cap, HoldRequest request) {
    long least = request.ask().leastOutput();
    long most = request.ask().mostOutput();
    if (least == most) {
      return most;
    }
    long affordable = most * 4;
    while (left(cap) < needed(cap, request, affordable)) {
      affordable--;
    }
    return Math.clamp(affordable / 4, least, most);
  }

  /// Of the limits with a threshold crossed, any with the highest may be told of.
  private List<HoldOutcome> granted(CallState call, List<CapState> applying) {
    Money amount = Money.ofNanos(call.amount);
    int highest = applying.stream().mapToInt(this::threshold).max().orElse(0);
    if (highest == 0) {
      return List.of(new HoldOutcome.Granted(amount, call.outputTokens, null));
    }
    return applying.stream()
        .filter(cap -> threshold(cap) == highest)
        .<HoldOutcome>map(cap ->
            new HoldOutcome.Granted(
                amount, call.outputTokens, new HoldOutcome.Warning(use(cap), highest)))
        .toList();
  }

  /// The highest threshold that finished calls have crossed, in percent; 0 if none.
  private int threshold(CapState cap) {
    long allowed = cap.allowed(now);
    return cap.plan().alertAt().stream()
        .filter(percent -> allowed > 0 && used(cap) * 100 >= allowed * percent)
        .mapToInt(Integer::intValue)
        .max()
        .orElse(0);
  }

  /// Of the limits that refuse, any may be named whose refusal lasts longest: dollars that are used
  /// up, then rates, then dollars that calls under way hold, then calls in flight; and among those
  /// the one with the latest end.
  private List<Supplier<HoldOutcome>> refuse(HoldRequest request, List<CapState> refusing) {
    Comparator<CapState> lasting =
        Comparator.<CapState>comparingInt(cap -> severity(cap, request))
            .thenComparing(cap -> cap.window(now).end());
    CapState worst = refusing.stream().max(lasting).orElseThrow();
    return refusing.stream()
        .filter(cap -> lasting.compare(cap, worst) == 0)
        .<Supplier<HoldOutcome>>map(cap -> {
          long needed = needed(cap, request, least(request));
          LimitUse use = use(cap);
          boolean lasts = cap.allowed(now) - used(cap) < needed;
          return () -> new HoldOutcome.LimitReached(use, needed, lasts, resetsAt(cap, needed));
        })
        .toList();
  }

  private int severity(CapState cap, HoldRequest request) {
    return switch (cap.plan().unit()) {
      case USD -> cap.allowed(now) - used(cap) < needed(cap, request, least(request)) ? 4 : 2;
      case TOKENS, REQUESTS -> 3;
      case IN_FLIGHT -> 1;
    };
  }

  private @Nullable Instant resetsAt(CapState cap, long needed) {
    if (cap.plan().unit() == Unit.IN_FLIGHT) {
      return null;
    }
    if (cap.plan().period() == Period.MINUTE) {
      return counted(cap).stream()
          .map(counted -> counted.charge().window().end())
          .filter(end -> sum(counted(cap), end) + needed <= cap.allowed(now))
          .min(Comparator.naturalOrder())
          .orElse(null);
    }
    Instant end = cap.window(now).end();
    return end.equals(Instant.MAX) ? null : end;
  }

  /// What still counts after that moment.
  private static long sum(List<Counted> counted, Instant end) {
    return counted.stream()
        .filter(each -> each.charge().window().end().isAfter(end))
        .mapToLong(each -> each.used() + each.held())
        .sum();
  }

  private LimitUse use(CapState cap) {
    Plan.Cap plan = cap.plan();
    return new LimitUse(
        plan.scope().kind(),
        plan.kind(),
        plan.unit(),
        plan.period(),
        plan.model(),
        plan.provider(),
        cap.allowed(now),
        used(cap),
        held(cap));
  }

  /// @param used what it took for good
  /// @param held what it may take at most
  record Counted(CallState.Charge charge, long used, long held) {}

  /// The calls that count in the limit's current window.
  private List<Counted> counted(CapState cap) {
    Window current = cap.window(now);
    boolean rolls = cap.plan().period() == Period.MINUTE;
    return charges().stream()
        .filter(counted -> counted.charge().cap() == cap)
        .filter(counted -> {
          Window window = counted.charge().window();
          return rolls ? window.end().isAfter(now) : window.start().equals(current.start());
        })
        .toList();
  }

  List<Counted> charges() {
    List<Counted> all = new ArrayList<>();
    for (CallState call : calls.values()) {
      for (CallState.Charge charge : call.charges) {
        all.add(
            call.isHeld()
                ? new Counted(charge, 0, charge.held())
                : new Counted(charge, call.used(charge.cap()), 0));
      }
    }
    return all;
  }

  long used(CapState cap) {
    return counted(cap).stream().mapToLong(Counted::used).sum();
  }

  long held(CapState cap) {
    return counted(cap).stream().mapToLong(Counted::held).sum();
  }

  long left(CapState cap) {
    return cap.allowed(now) - used(cap) - held(cap);
  }

  private static long least(HoldRequest request) {
    return request.ask().leastOutput();
  }

  /// What a call with that much output takes of the limit at most.
  private static long needed(CapState cap, HoldRequest request, long outputTokens) {
    return switch (cap.plan().unit()) {
      case USD -> cost(request, outputTokens);
      case TOKENS -> request.ask().promptTokens() + outputTokens;
      case REQUESTS, IN_FLIGHT -> 1;
    };
  }

  private static long cost(HoldRequest request, long outputTokens) {
    BigInteger million = BigInteger.valueOf(1_000_000);
    return BigInteger.valueOf(request.ask().outputRate().nanos())
        .multiply(BigInteger.valueOf(outputTokens))
        .add(million)
        .subtract(BigInteger.ONE)
        .divide(million)
        .add(BigInteger.valueOf(request.ask().input().nanos()))
        .longValueExact();
  }
}
