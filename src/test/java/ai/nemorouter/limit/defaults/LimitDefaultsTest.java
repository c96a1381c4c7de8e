package ai.nemorouter.limit.defaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LimitDefaultsTest {
  private static final LimitTerms RATE = LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 60);
  private static final LimitTerms MONTHLY =
      LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd("25")));

  private final LimitDefaults defaults;
  private final Limits limits;
  private final Keys keys;
  private final KeyOwners owners;
  private final World world;

  private World.Place place;

  LimitDefaultsTest(
      LimitDefaults defaults, Limits limits, Keys keys, KeyOwners owners, World world) {
    this.defaults = defaults;
    this.limits = limits;
    this.keys = keys;
    this.owners = owners;
    this.world = world;
  }

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
  }

  @Test
  void aNewKeyGetsTheDefaultsUnlessItHasItsOwnAboutTheSame() {
    UUID before = mint(null);
    defaults.add(place.owner(), Scope.Kind.KEY, RATE);
    defaults.add(place.owner(), Scope.Kind.KEY, MONTHLY);

    UUID plain = mint(null);
    UUID withItsOwn = mint(new Budget(Period.MONTH, Money.ofUsd("3")));

    assertThat(termsOf(Scope.key(before))).isEmpty();
    assertThat(termsOf(Scope.key(plain))).containsExactlyInAnyOrder(RATE, MONTHLY);
    assertThat(termsOf(Scope.key(withItsOwn)))
        .containsExactlyInAnyOrder(RATE, LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd("3"))));
    assertThat(defaults.list(place.owner()))
        .extracting(LimitDefault::inForce)
        .containsExactlyInAnyOrder(2L, 1L);
  }

  @Test
  void aNewMemberGetsTheDefaultsOnceHoweverOftenTheyAreAdded() {
    defaults.add(place.owner(), Scope.Kind.MEMBER, MONTHLY);

    world.ownerWithPassword(place, false);
    world.ownerWithPassword(place, false);

    UUID member = owners.choices(place.owner(), place.teamId()).getFirst().id();
    assertThat(termsOf(Scope.member(member))).containsExactly(MONTHLY);
  }

  @Test
  void changingOrRemovingADefaultLeavesAloneWhatHasIt() {
    UUID id = defaults.add(place.owner(), Scope.Kind.KEY, RATE);
    UUID early = mint(null);

    defaults.change(place.owner(), id, 5, RATE.alertAt());
    UUID late = mint(null);
    defaults.remove(place.owner(), id);
    UUID last = mint(null);

    assertThat(termsOf(Scope.key(early))).containsExactly(RATE);
    assertThat(termsOf(Scope.key(late)))
        .containsExactly(LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 5));
    assertThat(termsOf(Scope.key(last))).isEmpty();
    assertThat(defaults.list(place.owner())).isEmpty();
  }

  @Test
  void aRevokedKeyNoLongerHasIt() {
    defaults.add(place.owner(), Scope.Kind.KEY, RATE);
    UUID key = mint(null);

    keys.revoke(place.owner(), key);

    assertThat(defaults.list(place.owner()).getFirst().inForce()).isZero();
  }

  @Test
  void thereIsOneDefaultAboutTheSameAndOnlyForKeysAndMembersOfTheOrganization() {
    UUID id = defaults.add(place.owner(), Scope.Kind.KEY, RATE);
    World.Place other = world.newOrganization();

    assertThatThrownBy(() -> defaults.add(place.owner(), Scope.Kind.KEY, RATE))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> defaults.add(place.owner(), Scope.Kind.TEAM, RATE))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> defaults.remove(other.owner(), id))
        .isInstanceOf(NotFoundException.class);
  }

  private UUID mint(@Nullable Budget budget) {
    return keys.mint(place.owner(), new NewKey(place.teamId(), "ci", budget, null)).key().id();
  }

  private List<LimitTerms> termsOf(Scope scope) {
    return limits.list(place.owner(), scope).stream()
        .map(status -> status.limit().terms())
        .toList();
  }
}
