package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKey;
import ai.nemorouter.key.management.ManagementKeyEntity;
import ai.nemorouter.key.management.ManagementKeyRows;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.key.management.NewManagementKey;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What Hibernate reaches of keys and management keys: those of the organization that the
/// transaction names, and no other.
@QuarkusTest
class KeyIsolationTest {
  @Inject World world;
  @Inject Database database;
  @Inject Session session;
  @Inject Keys keys;
  @Inject KeyRows rows;
  @Inject KeyRotations rotations;
  @Inject ManagementKeys managementKeys;
  @Inject ManagementKeyRows managementRows;

  private World.Place own;
  private World.Place foreign;
  private UUID theirKey;
  private ManagementKey.Minted theirs;

  @BeforeEach
  void makeTwoOrganizations() {
    own = world.newOrganization();
    foreign = world.newOrganization();
    theirKey = mintKey(foreign);
    theirs = mint(foreign);
  }

  @Test
  void keysAreOutOfReachWithoutATransactionOfTheDatabase() {
    assertThatThrownBy(() -> rows.findById(theirKey)).hasMessageContaining("transaction");
    assertThatThrownBy(() -> rows.listAll()).hasMessageContaining("transaction");
  }

  @Test
  void aKeyOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    inOwn(() -> {
      assertThat(rows.findById(theirKey)).isNull();
      assertThat(session.find(KeyEntity.class, theirKey)).isNull();
      assertThat(rows.count("id", theirKey)).isZero();
      assertThat(rows.find(foreign.orgId(), theirKey, Reach.EVERYWHERE)).isEmpty();
      assertThat(natively("select name from keys where id = '%s'".formatted(theirKey))).isEmpty();
      return true;
    });
    assertThat(keys.list(own.owner(), KeyFilter.ALL).found()).isZero();
    assertThatThrownBy(() -> keys.find(own.owner(), theirKey))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aKeyOfAnotherOrganizationIsNeitherChangedNorRemoved() {
    KeyOverview before = keys.find(foreign.owner(), theirKey);
    inOwn(() -> {
      assertThat(rows.update("name = 'x' where id = ?1", theirKey)).isZero();
      assertThat(rows.delete("id", theirKey)).isZero();
      assertThat(change("update keys set name = 'x' where id = '%s'".formatted(theirKey))).isZero();
      assertThat(change("delete from keys where id = '%s'".formatted(theirKey))).isZero();
      return true;
    });
    assertThatThrownBy(() -> keys.revoke(own.owner(), theirKey))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> keys.change(own.owner(), theirKey, key -> key.withName("x")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> rotations.rotate(own.owner(), theirKey, Duration.ZERO, null))
        .isInstanceOf(NotFoundException.class);

    assertThat(keys.find(foreign.owner(), theirKey)).isEqualTo(before);
  }

  @Test
  void aKeyCannotBeMadeForAnotherOrganization() {
    assertThatThrownBy(() ->
            inOwn(() -> {
              rows.persistAndFlush(
                  new KeyEntity(
                      foreign.owner(),
                      new NewKey(foreign.teamId(), "x", null, null),
                      KeySecret.mint(),
                      database.now()));
              return true;
            }))
        .hasStackTraceContaining("row-level security");
  }

  @Test
  void aListOfKeysWithinTheInstallationIsAboutOneOrganization() {
    mintKey(own);

    assertThat(database.inInstallation(() -> keys.list(own.owner(), KeyFilter.ALL).found()))
        .isEqualTo(1);
    assertThat(
            database.inInstallation(
                () -> managementKeys.list(own.owner(), new ListQuery("", "all", "", 1)).found()))
        .isZero();
  }

  @Test
  void managementKeysAreOutOfReachWithoutATransactionOfTheDatabase() {
    UUID id = theirs.key().id();

    assertThatThrownBy(() -> managementRows.findById(id)).hasMessageContaining("transaction");
    assertThatThrownBy(() -> managementRows.ofSecret(theirs.secret().sha256()))
        .hasMessageContaining("transaction");
  }

  @Test
  void aManagementKeyOfAnotherOrganizationIsNotThereHoweverItIsAskedFor() {
    UUID id = theirs.key().id();
    inOwn(() -> {
      assertThat(managementRows.findById(id)).isNull();
      assertThat(session.find(ManagementKeyEntity.class, id)).isNull();
      assertThat(managementRows.count("id", id)).isZero();
      assertThat(managementRows.ofSecret(theirs.secret().sha256())).isEmpty();
      assertThat(natively("select name from management_keys where id = '%s'".formatted(id)))
          .isEmpty();
      return true;
    });
    assertThat(managementKeys.list(own.owner(), new ListQuery("", "", "", 1)).found()).isZero();
    assertThatThrownBy(() -> managementKeys.find(own.owner(), id))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aManagementKeyOfAnotherOrganizationIsNeitherChangedNorRemoved() {
    UUID id = theirs.key().id();
    inOwn(() -> {
      assertThat(managementRows.update("name = 'x' where id = ?1", id)).isZero();
      assertThat(managementRows.delete("id", id)).isZero();
      assertThat(change("update management_keys set name = 'x' where id = '%s'".formatted(id)))
          .isZero();
      assertThat(change("delete from management_keys where id = '%s'".formatted(id))).isZero();
      return true;
    });
    assertThatThrownBy(() -> managementKeys.revoke(own.owner(), id))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> managementKeys.rotate(own.owner(), id, Duration.ZERO, null))
        .isInstanceOf(NotFoundException.class);

    assertThat(managementKeys.find(foreign.owner(), id)).isEqualTo(theirs.key());
  }

  private UUID mintKey(World.Place place) {
    return keys.mint(place.owner(), new NewKey(place.teamId(), "ci", null, null)).key().id();
  }

  private ManagementKey.Minted mint(World.Place place) {
    return managementKeys.mint(
        place.owner(),
        new NewManagementKey("Terraform", Set.of(Permission.VIEW_KEYS), null, List.of(), null));
  }

  private <T> T inOwn(Supplier<T> work) {
    return database.inOrganization(own.orgId(), work);
  }

  private List<String> natively(String sql) {
    return session.createNativeQuery(sql, String.class).getResultList();
  }

  private int change(String sql) {
    return session.createNativeMutationQuery(sql).executeUpdate();
  }
}
