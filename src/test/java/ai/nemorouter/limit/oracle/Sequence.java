package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A world and what happens to it, made from a seed. The model is consulted while it is made, so
/// that costs fall close to what was held and time stops close to where a window ends.
record Sequence(Plan plan, List<Command> commands) {
  static final Duration TTL = Duration.ofSeconds(30);

  static Sequence of(long seed) {
    return new Generator(new Dice(seed)).generate();
  }

  private static final class Generator {
    private final Dice dice;
    private final Plan plan;
    private final Oracle oracle;
    private final List<HoldRequest> asked = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();

    Generator(Dice dice) {
      this.dice = dice;
      this.plan = new PlanGenerator(dice).generate();
      this.oracle = new Oracle(plan, TTL);
    }

    Sequence generate() {
      for (int i = dice.between(8, 30); i > 0; i--) {
        Command command = command();
        oracle.apply(command);
        commands.add(command);
      }
      return new Sequence(plan, commands);
    }

    private Command command() {
      int kind = dice.between(0, 99);
      if (kind < 60) {
        return batch();
      }
      if (kind < 76) {
        return new Command.Advance(step());
      }
      if (kind < 84) {
        return edit();
      }
      if (kind < 88) {
        return mark();
      }
      if (kind < 94) {
        return new Command.Sweep();
      }
      if (kind == 99) {
        return new Command.Reconnect();
      }
      if (asked.isEmpty()) {
        return batch();
      }
      HoldRequest request = dice.oneOf(asked);
      return kind < 96
          ? new Command.Heartbeat(request.payer().orgId(), request.id())
          : new Command.Release(request.payer().orgId(), request.id());
    }

    private Command batch() {
      List<Settlement> settlements = new ArrayList<>();
      for (int i = dice.oneOf(0, 0, 1, 1, 2, 3); i > 0; i--) {
        settlements.add(settlement());
      }
      if (!settlements.isEmpty() && dice.chance(6)) {
        Settlement again = settlements.getFirst();
        settlements.add(ended(again.id(), again, dice.between(0, 90)));
      }
      List<HoldRequest> holds = new ArrayList<>();
      for (int i = dice.oneOf(0, 1, 1, 1, 2, 4); i > 0; i--) {
        holds.add(!asked.isEmpty() && dice.chance(12) ? dice.oneOf(asked) : fresh());
      }
      if (!holds.isEmpty() && dice.chance(6)) {
        holds.add(dice.oneOf(holds));
      }
      asked.addAll(holds);
      return new Command.Batch(settlements, holds);
    }

    /// A first attempt, or a further one of a request whose first has ended.
    private HoldRequest fresh() {
      List<HoldRequest> tried =
          asked.stream()
              .filter(request -> request.route().requestId() == null)
              .filter(request -> {
                CallState call = oracle.calls().get(request.id());
                return call != null && !call.isHeld();
              })
              .toList();
      HoldRequest request = request();
      if (tried.isEmpty() || dice.chance(70)) {
        return request;
      }
      HoldRequest first = dice.oneOf(tried);
      Settlement.Route route = request.route();
      return new HoldRequest(
          request.id(),
          first.payer(),
          request.secret(),
          request.ask(),
          new Settlement.Route(
              route.requestedModel(),
              route.model(),
              route.provider(),
              null,
              false,
              "chat",
              route.ownProvider(),
              first.id()));
    }

    private HoldRequest request() {
      long least = dice.between(0, 25);
      long most = dice.chance(40) ? least : least + dice.between(0, 80);
      long prompt = dice.between(0, 40);
      return new HoldRequest(
          Ids.next(),
          dice.oneOf(plan.keys()).payer(),
          Plan.NEWEST_SECRET - (dice.chance(8) ? 1 : 0),
          new HoldRange(
              Money.ofNanos(dice.between(0, 30)),
              Money.ofNanos(dice.oneOf(0, 1, 333_333, 1_000_000, 1_000_000, 2_500_001)),
              prompt,
              least,
              most,
              Money.ofNanos(dice.between(0, 20)),
              dice.between(0, (int) prompt)),
          new Settlement.Route(
              "m",
              dice.oneOf(PlanGenerator.MODELS),
              dice.oneOf(PlanGenerator.PROVIDERS),
              null,
              false,
              "chat",
              dice.chance(15),
              null));
    }

    private Settlement settlement() {
      List<HoldRequest> held =
          asked.stream()
              .filter(request -> {
                CallState call = oracle.calls().get(request.id());
                return call != null && call.isHeld();
              })
              .toList();
      List<HoldRequest> ended =
          asked.stream()
              .filter(request -> {
                CallState call = oracle.calls().get(request.id());
                return call != null && call.isProvisional();
              })
              .toList();
      if (!ended.isEmpty() && dice.chance(40)) {
        return ended(dice.oneOf(ended));
      }
      if (!held.isEmpty() && dice.chance(80)) {
        return ended(dice.oneOf(held));
      }
      return !asked.isEmpty() && dice.chance(50) ? ended(dice.oneOf(asked)) : refused();
    }

    /// Below, at or above what was held.
    private Settlement ended(HoldRequest request) {
      CallState call = oracle.calls().get(request.id());
      int held = call == null ? 10 : (int) call.amount;
      int cost = dice.oneOf(0, held / 2, held, held + dice.between(1, 60));
      return ended(request.id(), request.payer(), request.route(), cost);
    }

    private Settlement ended(UUID id, Settlement like, int cost) {
      return like.status() == Settlement.Status.REFUSED
          ? like
          : ended(id, like.payer(), like.route(), cost);
    }

    private Settlement ended(UUID id, Payer payer, Settlement.Route route, int cost) {
      return new Settlement(
          id,
          payer,
          dice.oneOf(Settlement.Status.OK, Settlement.Status.FAILED, Settlement.Status.CANCELLED),
          200,
          null,
          Map.of(),
          route,
          dice.chance(85),
          dice.chance(85)
              ? new Settlement.Answer(
                  "stop", "up", dice.between(0, 40), dice.between(0, 100), 0, 0, 0, 0, 0, 0)
              : null,
          new Settlement.Cost(Money.ofNanos(cost), "provider"),
          null,
          7);
    }

    private Settlement refused() {
      HoldRequest request = request();
      return new Settlement(
          request.id(),
          request.payer(),
          Settlement.Status.REFUSED,
          402,
          "budget_exceeded",
          Map.of("limit", 1),
          request.route(),
          false,
          null,
          Settlement.Cost.NONE,
          null,
          1);
    }

    private Duration step() {
      int kind = dice.between(0, 9);
      return switch (kind) {
        case 0, 1 -> Duration.ofMillis(dice.between(1, 5000));
        case 2, 3 -> Duration.ofSeconds(dice.between(5, 66));
        case 4 -> Duration.ofMinutes(dice.between(1, 119));
        case 5 -> Duration.ofHours(dice.between(1, 30));
        case 6 -> Duration.ofDays(dice.between(1, 40));
        default -> toBoundary();
      };
    }

    /// Until just before, at or just after the next hour, day or month, or the end of a step.
    private Duration toBoundary() {
      ZoneId zone = dice.oneOf(plan.orgs()).zone();
      ZonedDateTime local = oracle.now().atZone(zone);
      Instant boundary =
          switch (dice.between(0, 3)) {
            case 0 -> local.truncatedTo(ChronoUnit.HOURS).plusHours(1).toInstant();
            case 1 -> local.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
            case 2 ->
                local.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant();
            default -> Instant.ofEpochMilli((oracle.now().toEpochMilli() / 5000 + 1) * 5000);
          };
      Duration until = Duration.between(oracle.now(), boundary).plusMillis(dice.oneOf(-1, 0, 1));
      return until.isNegative() ? Duration.ZERO : until;
    }

    private Command edit() {
      if (plan.caps().isEmpty()) {
        return batch();
      }
      Plan.Cap cap = dice.oneOf(plan.caps());
      int most = cap.isCredit() ? 1 : 7;
      return new Command.EditCap(
          cap.orgId(),
          cap.id(),
          switch (dice.between(0, most)) {
            case 0, 1 ->
                new Command.Edit.Amount(
                    cap.isCredit()
                        ? dice.between(0, 2500)
                        : PlanGenerator.amount(dice, cap.unit()));
            case 2, 3 ->
                new Command.Edit.Raise(
                    PlanGenerator.amount(dice, cap.unit()),
                    Duration.ofSeconds(dice.between(-5, 4000)));
            case 4 -> new Command.Edit.Removal();
            case 5 -> new Command.Edit.Return();
            default -> new Command.Edit.Restart();
          });
    }

    private Command mark() {
      Payer payer = dice.oneOf(plan.keys()).payer();
      Command.Subject subject = dice.oneOf(Command.Subject.values());
      UUID id =
          switch (subject) {
            case ORGANIZATION -> payer.orgId();
            case TEAM -> payer.teamId();
            case KEY_REVOKED, KEY_DISABLED, KEY_EXPIRES, SECRET_ENDS -> payer.keyId();
          };
      return new Command.Mark(
          subject,
          payer.orgId(),
          id,
          dice.chance(60) ? null : Duration.ofSeconds(dice.between(0, 90)));
    }
  }
}
