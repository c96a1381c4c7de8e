package ai.nemorouter.console.overview;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.credit.Balance;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.credit.purchase.Checkouts;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.connect.KeyExamples;
import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.limit.TightLimits;
import ai.nemorouter.organization.invitation.Invitations;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.usage.RequestFilter;
import ai.nemorouter.usage.RequestRow;
import ai.nemorouter.usage.RequestTimes;
import ai.nemorouter.usage.Requests;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How far an organization has come with its first steps, and who does not want to see them.
@ForActor
@ApplicationScoped
public class Setup {
  /// A page that is left open does not look for ever, which would keep its session alive.
  private static final Duration LOOKING = Duration.ofMinutes(15);

  private static final KeyFilter ANY_LIVE_KEY =
      new KeyFilter(
          "", null, Set.of(Key.Status.ACTIVE), KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, 1));
  private static final ListQuery ALL = new ListQuery("", "", "", 1);

  private final HiddenStepsQueries hidden;
  private final Funds funds;
  private final People people;
  private final Teams teams;
  private final Keys keys;
  private final KeyTeams keyTeams;
  private final KeyExamples examples;
  private final Requests requests;

  Setup(
      HiddenStepsQueries hidden,
      Funds funds,
      People people,
      Teams teams,
      Keys keys,
      KeyTeams keyTeams,
      KeyExamples examples,
      Requests requests) {
    this.hidden = hidden;
    this.funds = funds;
    this.people = people;
    this.teams = teams;
    this.keys = keys;
    this.keyTeams = keyTeams;
    this.examples = examples;
    this.requests = requests;
  }

  /// What requests are paid from, and what keeps them within bounds.
  @ApplicationScoped
  static class Funds {
    private final Credits credits;
    private final Checkouts checkouts;
    private final TightLimits limits;
    private final Guardrails guardrails;
    private final Catalog catalog;

    Funds(
        Credits credits,
        Checkouts checkouts,
        TightLimits limits,
        Guardrails guardrails,
        Catalog catalog) {
      this.credits = credits;
      this.checkouts = checkouts;
      this.limits = limits;
      this.guardrails = guardrails;
      this.catalog = catalog;
    }

    Balance credit(Actor actor) {
      return credits.balance(actor);
    }

    boolean arePurchasable() {
      return checkouts.isOpen();
    }

    boolean areOfOwnProvider(Actor actor) {
      return catalog.providers(actor.orgId()).stream()
          .anyMatch(provider -> provider.orgId() != null);
    }

    boolean areLimited(Actor actor) {
      return !limits.first(actor, 1).isEmpty();
    }

    boolean areGuarded(Actor actor) {
      return guardrails.list(new RuleKeeper.Own(actor), ALL).found() > 0;
    }
  }

  /// Who is there, or will be.
  @ApplicationScoped
  static class People {
    private final Members members;
    private final Invitations invitations;

    People(Members members, Invitations invitations) {
      this.members = members;
      this.invitations = invitations;
    }

    boolean areSeveral(Actor actor) {
      return members.list(actor, ALL).found() > 1 || invitations.list(actor, ALL).found() > 0;
    }
  }

  Balance credit(Actor actor) {
    return funds.credit(actor);
  }

  /// Whether the actor may see what the steps are about in the whole organization.
  static boolean isShownTo(Actor actor) {
    return Stream.of(
            Permission.VIEW_CREDIT,
            Permission.VIEW_LIMITS,
            Permission.VIEW_TEAMS,
            Permission.VIEW_KEYS,
            Permission.VIEW_CALLS,
            Permission.VIEW_MEMBERS,
            Permission.VIEW_GUARDRAILS)
        .allMatch(actor::may);
  }

  FirstSteps steps(Actor actor, String baseUrl) {
    return new FirstSteps(
        !funds.credit(actor).granted().isZero(),
        funds.areOfOwnProvider(actor),
        funds.arePurchasable(),
        funds.areLimited(actor),
        !teams.choices(actor).isEmpty(),
        hasKey(actor),
        people.areSeveral(actor),
        funds.areGuarded(actor),
        firstKey(actor),
        latestRequest(actor),
        baseUrl,
        examples.model(actor),
        Instant.now().plus(LOOKING).getEpochSecond());
  }

  /// The form for a first key; null for users who already see one or may not make any.
  @Nullable FirstKey firstKey(Actor actor) {
    if (!KeyTeams.mayMint(actor) || hasKey(actor)) {
      return null;
    }
    List<KeyTeams.Choice> choices = keyTeams.mintable(actor);
    return choices.isEmpty()
        ? null
        : new FirstKey(choices, KeyTeams.mayLimit(actor), UUID.randomUUID().toString());
  }

  private boolean hasKey(Actor actor) {
    return keys.list(actor, ANY_LIVE_KEY).found() > 0;
  }

  /// The first request of a new key; null before it.
  @Nullable RequestRow firstRequest(Actor actor, UUID keyId) {
    RequestFilter ofKey = new RequestFilter(null, null, keyId, "", null, RequestTimes.ALL, "");
    List<RequestRow> found =
        requests.page(actor, ofKey, new Requests.Cursor(null, null)).requests();
    return found.isEmpty() ? null : found.getLast();
  }

  /// The latest request; null before the first one.
  @Nullable RequestRow latestRequest(Actor actor) {
    return requests.latest(actor, 1).stream().findFirst().orElse(null);
  }

  boolean isHidden(Actor.Person person) {
    return hidden.hidden(person.orgId(), person.userId()) > 0;
  }

  /// Hides the steps from the person from now on.
  void hide(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    hidden.hide(person.orgId(), person.userId());
  }

  /// Shows them again.
  void show(Actor.Person person) {
    person.reachOrThrow(Permission.VIEW_OVERVIEW);
    hidden.show(person.orgId(), person.userId());
  }

  void onLeft(@Observes MemberRemoval.Left left) {
    hidden.show(left.actor().orgId(), left.userId());
  }
}
