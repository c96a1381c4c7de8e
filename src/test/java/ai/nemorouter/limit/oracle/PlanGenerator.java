package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.platform.database.Ids;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes worlds that are small and awkward: caps of a few calls' size, people who are members of
/// two organizations, and a first moment close to where a time zone or the calendar is odd. The
/// identifiers are new each time; all else follows from the seed.
final class PlanGenerator {
  static final List<String> MODELS = List.of("a/one", "b/two");
  static final List<String> PROVIDERS = List.of("east", "west");

  /// A zone, and a local time shortly before something happens there.
  private record Moment(String zone, String local) {}

  private static final List<Moment> MOMENTS =
      List.of(
          new Moment("UTC", "2026-05-31T23:58:00"),
          new Moment("UTC", "2027-12-31T22:30:00"),
          new Moment("UTC", "2028-02-28T23:59:30"),
          new Moment("UTC", "2028-02-29T23:30:00"),
          new Moment("America/New_York", "2026-03-08T01:30:00"),
          new Moment("America/New_York", "2026-11-01T00:50:00"),
          new Moment("America/New_York", "2026-10-31T23:00:00"),
          new Moment("Europe/Berlin", "2026-03-28T22:00:00"),
          new Moment("Europe/Berlin", "2026-10-25T01:59:00"),
          new Moment("Asia/Kolkata", "2026-07-31T23:10:00"),
          new Moment("Pacific/Auckland", "2026-09-27T01:45:00"),
          new Moment("America/St_Johns", "2026-11-01T00:20:00"),
          new Moment("Atlantic/Azores", "2026-10-24T23:40:00"),
          new Moment("America/Havana", "2026-10-31T22:20:00"),
          new Moment("America/Havana", "2026-03-07T23:20:00"),
          new Moment("Pacific/Kiritimati", "2026-12-31T23:59:50"));

  private final Dice dice;
  private final List<UUID> users = List.of(Ids.next(), Ids.next());
  private final List<Plan.Org> orgs = new ArrayList<>();
  private final List<Plan.Key> keys = new ArrayList<>();
  private final List<Plan.Cap> caps = new ArrayList<>();

  PlanGenerator(Dice dice) {
    this.dice = dice;
  }

  Plan generate() {
    Moment moment = dice.oneOf(MOMENTS);
    int count = dice.oneOf(1, 1, 1, 2, 2, 3);
    for (int i = 0; i < count; i++) {
      ZoneId zone = ZoneId.of(dice.chance(80) ? moment.zone() : dice.oneOf(MOMENTS).zone());
      addOrganization(zone);
    }
    return new Plan(
        LocalDateTime.parse(moment.local())
            .atZone(ZoneId.of(moment.zone()))
            .toInstant()
            .plusMillis(dice.between(0, 4999)),
        orgs,
        users,
        keys,
        caps);
  }

  private void addOrganization(ZoneId zone) {
    List<UUID> teams =
        IntStream.rangeClosed(1, dice.between(1, 2)).mapToObj(_ -> Ids.next()).toList();
    Plan.Org org = new Plan.Org(Ids.next(), zone, teams);
    orgs.add(org);
    List<Scope> scopes = new ArrayList<>(List.of(Scope.organization(org.id())));
    teams.forEach(team -> scopes.add(Scope.team(team)));
    users.forEach(user -> scopes.add(Scope.member(user)));
    for (int i = dice.between(1, 3); i > 0; i--) {
      @Nullable UUID owner = dice.chance(50) ? dice.oneOf(users) : null;
      Payer payer = new Payer(org.id(), dice.oneOf(teams), Ids.next(), owner);
      keys.add(new Plan.Key(payer));
      scopes.add(Scope.key(payer.keyId()));
    }
    if (dice.chance(96)) {
      caps.add(
          new Plan.Cap(
              org.id(),
              Ids.next(),
              Scope.organization(org.id()),
              "credit",
              Unit.USD,
              Period.TOTAL,
              null,
              null,
              dice.between(100, 2000),
              alerts(),
              false));
    }
    addBudgets(org, scopes);
  }

  private void addBudgets(Plan.Org org, List<Scope> scopes) {
    Set<List<Object>> taken = new HashSet<>();
    for (int i = dice.between(1, 7); i > 0; i--) {
      Unit unit = dice.oneOf(Unit.USD, Unit.USD, Unit.TOKENS, Unit.REQUESTS, Unit.IN_FLIGHT);
      Period period = unit == Unit.IN_FLIGHT ? Period.TOTAL : dice.oneOf(Period.values());
      @Nullable String model = dice.chance(25) ? dice.oneOf(MODELS) : null;
      @Nullable String provider = dice.chance(15) ? dice.oneOf(PROVIDERS) : null;
      Scope scope = dice.oneOf(scopes);
      Plan.Cap cap =
          new Plan.Cap(
              org.id(),
              Ids.next(),
              scope,
              "budget",
              unit,
              period,
              model,
              provider,
              amount(unit),
              alerts(),
              dice.chance(12));
      if (taken.add(List.of(scope.id(), unit, period, model + "", provider + ""))) {
        caps.add(cap);
      }
    }
  }

  private List<Integer> alerts() {
    return dice.oneOf(
        List.of(50, 80, 100), List.of(50, 80, 100), List.of(1), List.of(100), List.of());
  }

  private long amount(Unit unit) {
    return amount(dice, unit);
  }

  static long amount(Dice dice, Unit unit) {
    return switch (unit) {
      case USD -> dice.between(0, 400);
      case TOKENS -> dice.between(0, 500);
      case REQUESTS -> dice.between(0, 6);
      case IN_FLIGHT -> dice.between(0, 3);
    };
  }
}
