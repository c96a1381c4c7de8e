package ai.nemorouter.organization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.ListQuery;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A list page takes as many statements for many rows as for few.
@QuarkusTest
class ListStatementsTest {
  private static final int FEW = 5;
  private static final int MANY = 50;

  @Inject World world;
  @Inject People people;
  @Inject Database database;
  @Inject SessionFactory sessions;
  @Inject Teams teams;

  private World.Place globex;
  private Actor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
  }

  @Test
  void ofTeams() {
    for (Teams.Sort sort : Teams.Sort.values()) {
      ListQuery query = new ListQuery("", "", sort.name().toLowerCase(Locale.ROOT), 1);
      addTeams(sort + " few ", FEW);
      long few = statements(() -> teams.list(owner, query).found());
      addTeams(sort + " many ", MANY);
      long many = statements(() -> teams.list(owner, query).found());

      assertThat(many).as("%s", sort).isEqualTo(few).isPositive();
    }
  }

  private void addTeams(String name, int number) {
    database.inOrganization(
        globex.orgId(),
        () -> {
          for (int i = 0; i < number; i++) {
            teams.create(globex.orgId(), name + i);
          }
          return true;
        });
  }

  /// How many statements a list takes, which has to find something.
  private long statements(LongSupplier list) {
    long before = sessions.getStatistics().getPrepareStatementCount();
    assertThat(list.getAsLong()).isGreaterThanOrEqualTo(FEW);
    return sessions.getStatistics().getPrepareStatementCount() - before;
  }
}
