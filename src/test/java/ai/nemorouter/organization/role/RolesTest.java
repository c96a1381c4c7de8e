package ai.nemorouter.organization.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.account.Users;
import ai.nemorouter.organization.member.Members;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Roles that organizations define, on real PostgreSQL.
@QuarkusTest
class RolesTest {
  private static final Pattern PREVIEWED = Pattern.compile("name=\"previewed\" value=\"([^\"]*)\"");
  private static final Set<Permission> READS =
      EnumSet.of(Permission.VIEW_CALLS, Permission.VIEW_CREDIT);

  private final World world;
  private final Visitor visitor;
  private final Roles roles;
  private final Members members;
  private final Users users;
  private final TestDatabase database;

  private World.Place place;

  RolesTest(
      World world,
      Visitor visitor,
      Roles roles,
      Members members,
      Users users,
      TestDatabase database) {
    this.world = world;
    this.visitor = visitor;
    this.roles = roles;
    this.members = members;
    this.users = users;
    this.database = database;
  }

  @BeforeEach
  void makeASmallWorld() {
    place = world.newOrganization();
  }

  @Test
  void aRoleIsDefinedChangedAndCountsFromTheNextRequest() {
    Role finance = define("Finance", READS);
    Visitor.Person person = visitor.member(place.orgId(), finance);
    int before = person.browser().get(place.path("limits")).statusCode();
    Set<Permission> more = EnumSet.copyOf(READS);
    more.add(Permission.VIEW_LIMITS);
    roles.change(place.owner(), finance.slug(), "Finance", more);

    assertThat(before).isEqualTo(403);
    assertThat(person.browser().get(place.path("limits")).statusCode()).isEqualTo(200);
    assertThat(person.browser().get(place.path("credit")).statusCode()).isEqualTo(200);
    assertThat(audited()).containsExactly("role.defined", "role.changed");
  }

  @Test
  void nobodyPutsIntoARoleWhatTheyDoNotHold() {
    Actor lesser = with(EnumSet.of(Permission.CHANGE_ROLES, Permission.VIEW_CALLS));
    Role money = define("Money", READS);

    assertThatThrownBy(() -> roles.define(lesser, Role.Level.ORGANIZATION, "Sneaky", READS))
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() ->
            roles.change(
                lesser,
                money.slug(),
                "Money",
                EnumSet.of(Permission.VIEW_CREDIT, Permission.CHANGE_LIMITS)))
        .isInstanceOf(ForbiddenException.class);
    roles.change(lesser, money.slug(), "Money", EnumSet.of(Permission.VIEW_CREDIT));

    assertThat(roles.find(place.owner(), money.slug()).permissions())
        .containsExactly(Permission.VIEW_CREDIT);
  }

  @Test
  void aRoleInTeamsTakesOnlyWhatCanBeHeldInATeam() {
    assertThatThrownBy(() -> roles.define(place.owner(), Role.Level.TEAM, "Odd", READS))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("see credit");
    assertThatThrownBy(() ->
            roles.define(
                new Actor.Setup(place.orgId()),
                Role.Level.ORGANIZATION,
                "Operator",
                EnumSet.of(Permission.GRANT_CREDIT)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void namesAreTakenOnceAndBuiltInOnesForEver() {
    define("Finance", READS);

    assertThatThrownBy(() -> define("finance", READS)).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> define("Owner", READS)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aRoleThatSomebodyHoldsStaysAndSaysWho() {
    Role finance = define("Finance", READS);
    visitor.member(place.orgId(), finance);

    assertThatThrownBy(() -> roles.delete(place.owner(), finance.slug()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Ada Lovelace");
  }

  @Test
  void aRoleIsNeverBothDeletedAndGiven() throws Exception {
    for (int round = 0; round < 8; round++) {
      Role finance = define("Finance " + round, READS);
      UUID userId = account();
      CountDownLatch start = new CountDownLatch(1);
      try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Boolean> given = both.submit(() -> after(start, () -> join(userId, finance)));
        Future<Boolean> deleted =
            both.submit(() -> after(start, () -> roles.delete(place.owner(), finance.slug())));
        start.countDown();

        assertThat(given.get()).isNotEqualTo(deleted.get());
      }
    }
  }

  @Test
  void aChangeIsSavedOnlyAfterItSaidWhoGainsAndLosesWhat() {
    Role finance = define("Finance", READS);
    visitor.member(place.orgId(), finance);
    Visitor.Person owner = visitor.owner(place.orgId());
    String address = place.path("roles/" + finance.slug() + "/settings");
    Response preview =
        owner
            .browser()
            .formParam("name", "Finance")
            .formParam("permission", "VIEW_CREDIT", "VIEW_LIMITS")
            .post(address);
    Set<Permission> untouched = roles.find(place.owner(), finance.slug()).role().permissions();
    Matcher previewed = PREVIEWED.matcher(preview.asString());
    assertThat(previewed.find()).as(preview.asString()).isTrue();
    Response saved =
        owner
            .browser()
            .formParam("name", "Finance")
            .formParam("permission", "VIEW_CREDIT", "VIEW_LIMITS")
            .formParam("previewed", previewed.group(1))
            .post(address);

    assertThat(preview.asString())
        .contains("1 person may then see limits.", "1 person may then no longer see calls");
    assertThat(untouched).isEqualTo(READS);
    assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
    assertThat(roles.find(place.owner(), finance.slug()).permissions())
        .containsExactly(Permission.VIEW_LIMITS, Permission.VIEW_CREDIT);
  }

  @Test
  void theDocumentsMatrixIsTheOneInTheCode() throws Exception {
    List<Role> columns = new ArrayList<>(Role.builtIn(Role.Level.ORGANIZATION));
    columns.addAll(Role.builtIn(Role.Level.TEAM));
    columns.add(RoleMatrix.OPERATOR);
    String document = Files.readString(Path.of("docs/roles.md"));

    for (Permission permission : Permission.values()) {
      StringBuilder row =
          new StringBuilder("| `%s` | %s |".formatted(permission, permission.description()));
      columns.forEach(role -> row.append(role.allows(permission) ? " yes |" : " |"));
      assertThat(document).contains(row.toString());
    }
    assertThat(document)
        .contains("| " + String.join(" | ", columns.stream().map(Role::name).toList()) + " |");
  }

  private Role define(String name, Set<Permission> permissions) {
    return roles.define(place.owner(), Role.Level.ORGANIZATION, name, permissions);
  }

  private Actor with(Set<Permission> permissions) {
    return new Actor.Person(
        place.orgId(),
        Ids.next(),
        "Lesser",
        new Rights(permissions, Map.of()),
        false,
        Origin.INSIDE);
  }

  private UUID account() {
    return database.inInstallation(
        () -> users.ensure(Ids.next() + "@example.com", "Grace", Visitor.PASSWORD, false));
  }

  private void join(UUID userId, Role role) {
    database.of(place.orgId()).useTransaction(_ -> members.ensure(place.orgId(), userId, role));
  }

  private static boolean after(CountDownLatch start, Runnable work) throws InterruptedException {
    start.await();
    try {
      work.run();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private List<String> audited() {
    return database
        .of(place.orgId())
        .read(handle ->
            handle
                .select(
                    "select action from audit_entries where org_id = ? and action in ('role.defined', 'role.changed') order by id",
                    place.orgId())
                .mapTo(String.class)
                .list());
  }
}
