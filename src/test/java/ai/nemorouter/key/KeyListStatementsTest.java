package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.key.management.NewManagementKey;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The lists of keys and of management keys take as many statements for many rows as for few.
@QuarkusTest
class KeyListStatementsTest {
  private static final int FEW = 5;
  private static final int MANY = 50;

  @Inject World world;
  @Inject @PersistenceUnitExtension Statements statements;
  @Inject Keys keys;
  @Inject ManagementKeys managementKeys;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
  }

  @Test
  void ofKeys() {
    KeyFilter.Range range = new KeyFilter.Range(0, MANY);
    for (KeyFilter.Sort sort : KeyFilter.Sort.values()) {
      KeyFilter filter = new KeyFilter("ci", null, Set.of(Key.Status.ACTIVE), sort, range);
      addKeys(FEW);
      long few = statements.of(() -> keys.list(globex.owner(), filter).found(), FEW);
      addKeys(MANY);
      long many = statements.of(() -> keys.list(globex.owner(), filter).found(), MANY);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
  }

  private void addKeys(int number) {
    for (int i = 0; i < number; i++) {
      keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci " + i, null, null));
    }
  }

  @Test
  void ofManagementKeys() {
    for (ManagementKeys.Sort sort : ManagementKeys.Sort.values()) {
      ListQuery query =
          new ListQuery("", ManagementKeys.ALL, sort.name().toLowerCase(Locale.ROOT), 1);
      addManagementKeys(FEW);
      long few = statements.of(() -> managementKeys.list(globex.owner(), query).found(), FEW);
      addManagementKeys(MANY);
      long many = statements.of(() -> managementKeys.list(globex.owner(), query).found(), MANY);

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
  }

  private void addManagementKeys(int number) {
    for (int i = 0; i < number; i++) {
      managementKeys.mint(
          globex.owner(),
          new NewManagementKey(
              "Terraform " + i, Set.of(Permission.VIEW_KEYS), null, List.of(), null));
    }
  }
}
