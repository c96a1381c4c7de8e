package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeysTest {
  @Inject Keys keys;
  @Inject KeyRing keyRing;
  @Inject TestDatabase database;
  @Inject World world;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
  }

  @Test
  void onlyTheHashOfASecretIsStored() {
    MintedKey minted = mint("ci");

    String row =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select("select to_jsonb(k)::text from keys k where id = ?", minted.key().id())
                    .mapTo(String.class)
                    .one());
    assertThat(row).doesNotContain(minted.secret().reveal()).contains(minted.secret().lastFour());
    assertThat(keyRing.find(minted.secret().sha256()).orElseThrow().keyId())
        .isEqualTo(minted.key().id());
  }

  @Test
  void aKeyIsListedWithItsTeamSpendAndBudget() {
    NewKey wanted =
        new NewKey(globex.teamId(), " ci ", new Budget(Period.MONTH, Money.ofUsd("10")), null);
    UUID keyId = keys.mint(globex.owner(), wanted).key().id();
    world.recordCall(globex, keyId, Money.ofUsd("0.25"));
    world.recordCall(globex, keyId, Money.ofUsd("0.000000001"));

    KeyOverview listed = keys.list(globex.owner(), KeyFilter.ALL).keys().getFirst();

    assertThat(listed.key().name()).isEqualTo("ci");
    assertThat(listed.teamName()).isEqualTo("Research");
    assertThat(listed.spend().total()).isEqualTo(Money.ofUsd("0.250000001"));
    assertThat(listed.spend().day()).isEqualTo(Money.ofUsd("0.250000001"));
    LimitStatus budget = Objects.requireNonNull(listed.budget());
    assertThat(budget.limit().budget()).isEqualTo(wanted.budget());
    assertThat(budget.left()).isEqualTo(Money.ofUsd("10").nanos());
    assertThat(budget.resetsAt()).isAfter(Instant.now());
  }

  @Test
  void keysAreFoundByNameByLastFourByTeamAndByStatus() {
    MintedKey first = mint("Nightly build");
    MintedKey second = mint("Chat widget");
    keys.revoke(globex.owner(), second.key().id());

    assertThat(names("night", Set.of())).containsExactly("Nightly build");
    assertThat(names(first.key().lastFour(), Set.of())).containsExactly("Nightly build");
    assertThat(names(second.secret().reveal(), Set.of())).containsExactly("Chat widget");
    assertThat(names("", Set.of(Key.Status.REVOKED))).containsExactly("Chat widget");
    assertThat(names("", Set.of(Key.Status.ACTIVE))).containsExactly("Nightly build");
    assertThat(names("%", Set.of())).isEmpty();
    assertThat(
            keys.list(
                    globex.owner(),
                    new KeyFilter(
                        "",
                        UUID.randomUUID(),
                        Set.of(),
                        KeyFilter.Sort.NAME,
                        new KeyFilter.Range(0, 10)))
                .found())
        .isZero();
  }

  @Test
  void aListHasPagesAndOrders() {
    UUID cheap = mint("b cheap").key().id();
    UUID dear = mint("a dear").key().id();
    mint("c unused");
    world.recordCall(globex, cheap, Money.ofUsd("1"));
    world.recordCall(globex, dear, Money.ofUsd("2"));

    assertThat(page(KeyFilter.Sort.NAME, 0)).containsExactly("a dear", "b cheap");
    assertThat(page(KeyFilter.Sort.NAME, 2)).containsExactly("c unused");
    assertThat(page(KeyFilter.Sort.SPEND, 0)).containsExactly("a dear", "b cheap");
    assertThat(page(KeyFilter.Sort.NEWEST, 0)).containsExactly("c unused", "a dear");
    assertThat(page(KeyFilter.Sort.USED, 0)).hasSize(2);
  }

  @Test
  void settingsChangeTogetherOrOneByOne() {
    UUID keyId = mint("before").key().id();
    Instant soon = Instant.parse("2999-01-01T00:00:00Z");

    keys.change(
        globex.owner(),
        keyId,
        settings ->
            settings
                .withName("after")
                .withExpiresAt(soon)
                .withDisabled(true)
                .withBudget(new Budget(Period.TOTAL, Money.ofUsd("5"))));
    KeyOverview changed = keys.find(globex.owner(), keyId);
    KeyOverview enabled =
        keys.change(globex.owner(), keyId, settings -> settings.withDisabled(false));

    assertThat(changed.key().name()).isEqualTo("after");
    assertThat(changed.key().expiresAt()).isEqualTo(soon);
    assertThat(changed.status(Instant.now())).isEqualTo(Key.Status.DISABLED);
    assertThat(enabled.status(Instant.now())).isEqualTo(Key.Status.ACTIVE);
    assertThat(enabled.settings().budget()).isEqualTo(new Budget(Period.TOTAL, Money.ofUsd("5")));
  }

  @Test
  void aKeyHasOneBudgetWhosePeriodCanChange() {
    UUID keyId = mint("ci").key().id();
    Budget daily = new Budget(Period.DAY, Money.ofUsd("1"));
    Budget monthly = new Budget(Period.MONTH, Money.ofUsd("20"));

    keys.change(globex.owner(), keyId, settings -> settings.withBudget(daily));
    KeyOverview changed =
        keys.change(globex.owner(), keyId, settings -> settings.withBudget(monthly));
    KeyOverview without = keys.change(globex.owner(), keyId, settings -> settings.withBudget(null));

    assertThat(changed.settings().budget()).isEqualTo(monthly);
    assertThat(without.limits()).isEmpty();
  }

  @Test
  void aRevokedKeyStaysRevoked() {
    MintedKey minted = mint("ci");

    keys.revoke(globex.owner(), minted.key().id());
    Key once = keys.find(globex.owner(), minted.key().id()).key();
    keys.revoke(globex.owner(), minted.key().id());
    Key twice = keys.find(globex.owner(), minted.key().id()).key();

    assertThat(once.status(Instant.now())).isEqualTo(Key.Status.REVOKED);
    assertThat(twice.revokedAt()).isEqualTo(once.revokedAt());
    assertThat(keyRing.find(minted.secret().sha256()).orElseThrow().whyNotLive(Instant.now()))
        .contains(NotLive.REVOKED);
    assertThatThrownBy(
            () -> keys.change(globex.owner(), once.id(), settings -> settings.withName("again")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void anotherOrganizationsKeysAndTeamsDoNotExist() {
    UUID keyId = mint("ci").key().id();
    World.Place other = world.newOrganization();

    assertThatThrownBy(() -> keys.find(other.owner(), keyId)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.revoke(other.owner(), keyId))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.change(other.owner(), keyId, settings -> settings))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> keys.mint(other.owner(), new NewKey(globex.teamId(), "ci", null, null)))
        .isInstanceOf(NotFoundException.class);
    assertThat(keys.list(other.owner(), KeyFilter.ALL).keys()).isEmpty();
  }

  @Test
  void aKeyNeedsANameAFutureExpiryAndAnOpenTeam() {
    assertThatThrownBy(() -> mint(" ")).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> mint("x".repeat(121))).isInstanceOf(InvalidInputException.class);
    NewKey expired =
        new NewKey(globex.teamId(), "ci", null, Instant.now().minus(Duration.ofSeconds(1)));
    assertThatThrownBy(() -> keys.mint(globex.owner(), expired))
        .isInstanceOf(InvalidInputException.class);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute("update teams set archived_at = now() where id = ?", globex.teamId()));
    assertThatThrownBy(() -> mint("ci")).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aUsedKeyShowsWhenWithoutARowChangePerCall() {
    MintedKey minted = mint("ci");
    UUID keyId = minted.key().id();
    KeyIdentity identity = keyRing.find(minted.secret().sha256()).orElseThrow();

    keyRing.used(identity);
    keyRing.used(identity);
    Instant before = keys.find(globex.owner(), keyId).key().lastUsedAt();
    keyRing.recordUses();

    assertThat(before).isNull();
    assertThat(keys.find(globex.owner(), keyId).key().lastUsedAt())
        .isBetween(Instant.now().minusSeconds(10), Instant.now());
  }

  private MintedKey mint(String name) {
    return keys.mint(globex.owner(), new NewKey(globex.teamId(), name, null, null));
  }

  private Iterable<String> names(String search, Set<Key.Status> statuses) {
    KeyFilter filter =
        new KeyFilter(search, null, statuses, KeyFilter.Sort.NEWEST, new KeyFilter.Range(0, 100));
    return keys.list(globex.owner(), filter).keys().stream()
        .map(overview -> overview.key().name())
        .toList();
  }

  private Iterable<String> page(KeyFilter.Sort sort, int offset) {
    KeyFilter filter = new KeyFilter("", null, Set.of(), sort, new KeyFilter.Range(offset, 2));
    return keys.list(globex.owner(), filter).keys().stream()
        .map(overview -> overview.key().name())
        .toList();
  }
}
