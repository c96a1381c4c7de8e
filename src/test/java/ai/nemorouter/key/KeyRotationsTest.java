package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KeyRotationsTest {
  @Inject Keys keys;
  @Inject KeyRotations rotations;
  @Inject KeyRing keyRing;
  @Inject TestDatabase database;
  @Inject World world;

  private World.Place globex;
  private MintedKey first;

  @BeforeEach
  void mint() {
    globex = world.newOrganization();
    first = keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null));
  }

  @Test
  void bothSecretsWorkInTheGracePeriodAndTheKeyStaysTheSame() {
    MintedKey second = rotate(Duration.ofHours(1));

    assertThat(second.key().id()).isEqualTo(first.key().id());
    assertThat(whyNotLive(first)).isEmpty();
    assertThat(whyNotLive(second)).isEmpty();
    assertThat(identity(first).label()).isEqualTo(first.secret().label());
    assertThat(identity(first).whyNotLive(Instant.now().plus(Duration.ofMinutes(61))))
        .contains(NotLive.SECRET_ENDED);
    assertThat(second.key().previousLabel()).isEqualTo(first.secret().label());
  }

  @Test
  void withoutGraceTheOldSecretEndsAtOnce() {
    rotate(Duration.ZERO);

    assertThat(whyNotLive(first)).contains(NotLive.SECRET_ENDED);
  }

  @Test
  void anOldSecretCanBeEndedBeforeItsTime() {
    MintedKey second = rotate(Duration.ofHours(1));

    rotations.endPrevious(globex.owner(), first.key().id());

    assertThat(whyNotLive(first)).contains(NotLive.SECRET_ENDED);
    assertThat(whyNotLive(second)).isEmpty();
  }

  @Test
  void aKeyHasTwoSecretsAtTheMost() {
    MintedKey second = rotate(Duration.ofHours(1));
    rotate(Duration.ofHours(1));

    assertThat(keyRing.find(first.secret().sha256())).isEmpty();
    assertThat(whyNotLive(second)).isEmpty();
  }

  @Test
  void whichSecretIsUsedShows() {
    MintedKey second = rotate(Duration.ofHours(1));

    keyRing.used(identity(first));
    keyRing.recordUses();
    Key oldUsed = keys.find(globex.owner(), first.key().id()).key();
    keyRing.used(identity(first));
    keyRing.used(identity(second));
    keyRing.recordUses();
    Key bothUsed = keys.find(globex.owner(), first.key().id()).key();

    assertThat(oldUsed.previousUsedAt()).isNotNull().isEqualTo(oldUsed.lastUsedAt());
    assertThat(oldUsed.secretUsedAt()).isNull();
    assertThat(bothUsed.secretUsedAt()).isNotNull();
    assertThat(bothUsed.previousUsedAt()).isAfter(oldUsed.previousUsedAt());
  }

  @Test
  void aFormThatIsSentAgainMakesNoOtherSecret() {
    int number = first.key().secretNumber();
    rotations.rotate(globex.owner(), first.key().id(), Duration.ZERO, number);

    assertThatThrownBy(
            () -> rotations.rotate(globex.owner(), first.key().id(), Duration.ZERO, number))
        .isInstanceOf(RotatedAlreadyException.class);
  }

  @Test
  void aRevokedKeyIsNotRotatedAndGraceHasAnEnd() {
    assertThatThrownBy(() -> rotate(Duration.ofDays(31))).isInstanceOf(InvalidInputException.class);
    keys.revoke(globex.owner(), first.key().id());
    assertThatThrownBy(() -> rotate(Duration.ZERO)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void everyStepIsInTheAuditLogWithoutASecret() {
    MintedKey second = rotate(Duration.ofHours(1));
    rotations.endPrevious(globex.owner(), first.key().id());
    rotations.endPrevious(globex.owner(), first.key().id());
    keys.change(globex.owner(), first.key().id(), before -> before.withDisabled(true));
    keys.revoke(globex.owner(), first.key().id());
    keys.revoke(globex.owner(), first.key().id());

    List<String> entries =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select(
                        "select action || ' ' || details::text from audit_entries where org_id = ? and target = ? order by id",
                        globex.orgId(),
                        "key " + first.key().id())
                    .mapTo(String.class)
                    .list());

    assertThat(entries)
        .extracting(entry -> entry.substring(0, entry.indexOf(' ')))
        .containsExactly(
            "key.minted", "key.rotated", "key.secret_ended", "key.changed", "key.revoked");
    assertThat(entries.get(3)).contains("\"disabled\": {\"after\": true, \"before\": false}");
    assertThat(String.join("", entries))
        .doesNotContain(first.secret().reveal(), second.secret().reveal());
  }

  private MintedKey rotate(Duration grace) {
    return rotations.rotate(globex.owner(), first.key().id(), grace, null);
  }

  private KeyIdentity identity(MintedKey minted) {
    return keyRing.find(minted.secret().sha256()).orElseThrow();
  }

  private Optional<NotLive> whyNotLive(MintedKey minted) {
    return identity(minted).whyNotLive(Instant.now());
  }
}
