package ai.nemorouter.organization.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TeamsTest {
  @Inject World world;
  @Inject People people;
  @Inject Teams teams;

  private World.Place globex;
  private Actor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = people.join(globex.orgId(), Role.OWNER);
  }

  @Test
  void aNameHasOneTo120Characters() {
    UUID made = teams.create(owner, "  " + "n".repeat(120) + "  ");

    assertThat(teams.find(owner, made).name()).isEqualTo("n".repeat(120));
    refused(" ", "Give the team a name.");
    refused("n".repeat(121), "Use a name of at most 120 characters.");
    refused("research", "There is a team named “research” already.");
  }

  private void refused(String name, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> teams.create(owner, name))
        .withMessage(message)
        .returns("name", InvalidInputException::field);
    UUID other = teams.create(owner, "Other " + name.length());
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> teams.rename(owner, other, name))
        .withMessage(message);
  }

  @Test
  void whoMayNotChangeTeamsIsToldThatBeforeAnythingElse() {
    Actor member = people.join(globex.orgId(), Role.MEMBER);

    assertThatExceptionOfType(ForbiddenException.class).isThrownBy(() -> teams.create(member, ""));
  }

  @Test
  void aListIsSearchedSortedAndPaged() {
    for (int i = 0; i < PageOf.SIZE; i++) {
      teams.create(owner, "Sales %02d".formatted(i));
    }
    teams.archive(owner, globex.teamId(), false);
    teams.create(owner, "support");

    assertThat(names("", "", "name", 1)).hasSize(PageOf.SIZE).startsWith("Sales 00", "Sales 01");
    assertThat(names("", "", "name", 2)).containsExactly("support");
    assertThat(names("", "", "newest", 1)).startsWith("support", "Sales 24");
    assertThat(names(" SALES 1 ", "", "keys", 1)).hasSize(10).startsWith("Sales 10");
    assertThat(names("", "archived", "", 1)).containsExactly("Research");
    assertThat(names("%", "", "", 1)).isEmpty();
    assertThat(teams.list(owner, new ListQuery("sales", "", "", 1)).found()).isEqualTo(PageOf.SIZE);
  }

  private List<String> names(String search, String show, String sort, int page) {
    return teams.list(owner, new ListQuery(search, show, sort, page)).items().stream()
        .map(Team::name)
        .toList();
  }
}
