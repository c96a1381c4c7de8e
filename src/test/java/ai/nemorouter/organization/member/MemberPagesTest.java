package ai.nemorouter.organization.member;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Members, teams and invitations as people and programs reach them.
@QuarkusTest
class MemberPagesTest {
  private static final Pattern LINK =
      Pattern.compile("https://console\\.example(/invitations/[\\w-]+)");
  private static final String SESSION = "__Host-nemo-session";

  @Inject World world;
  @Inject People people;
  @Inject Visitor visitor;
  @Inject Keys keys;
  @Inject ManagementKeys managementKeys;
  @Inject TestDatabase database;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void somebodyNewJoinsByTheLinkWithAnAccountOfTheirOwn() {
    String email = "new+" + Ids.next() + "@example.com";
    String link = invite(email);

    Response page = Visitor.browser().get(link);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.asString()).contains("Join Globex", email, "Create account and join");
    Response weak =
        Visitor.browser()
            .formParam("name", "Grace Hopper")
            .formParam("password", "short")
            .post(link + "/account");
    assertThat(weak.statusCode()).isEqualTo(422);
    Response joined =
        Visitor.browser()
            .formParam("name", "Grace Hopper")
            .formParam("password", "a long and unusual password")
            .post(link + "/account");

    assertThat(joined.statusCode()).isEqualTo(303);
    Visitor.Person grace = new Visitor.Person(email, joined.cookie(SESSION));
    assertThat(grace.browser().get(globex.path("models")).statusCode()).isEqualTo(200);
    Response again = Visitor.browser().get(link);
    assertThat(again.statusCode()).isEqualTo(410);
    assertThat(again.asString()).contains("was used").doesNotContain("Globex");
  }

  @Test
  void somebodyWithAnAccountSignsInAndJoinsAndOthersAreToldToSignOut() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    String link = invite(ada.email());

    assertThat(Visitor.browser().get(link).asString()).contains("/sign-in?next=" + link);
    assertThat(
            Visitor.browser()
                .formParam("name", "Thief")
                .formParam("password", "a long and unusual password")
                .post(link + "/account")
                .statusCode())
        .isEqualTo(422);
    assertThat(owner.browser().get(link).asString()).contains("Sign out", ada.email());
    assertThat(owner.browser().post(link + "/membership").statusCode()).isEqualTo(422);
    assertThat(ada.browser().get(globex.path("models")).statusCode()).isEqualTo(404);
    assertThat(ada.browser().get(link).asString()).contains(">Join<");
    assertThat(ada.browser().post(link + "/membership").statusCode()).isEqualTo(303);
    assertThat(ada.browser().get(globex.path("models")).statusCode()).isEqualTo(200);
  }

  @Test
  void eachLineOfAnInvitationTellsWhatBecameOfIt() {
    String fresh = "new+" + Ids.next() + "@example.com";
    Response page =
        owner
            .browser()
            .formParam("emails", fresh + "\nnot-an-address\n" + owner.email())
            .formParam("role", "member")
            .post(globex.path("invitations"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.asString())
        .contains(fresh, "Enter an e-mail address", owner.email() + " is a member already.");
    assertThat(owner.browser().get(globex.path("invitations?show=open")).asString())
        .contains(fresh);
  }

  @Test
  void aLinkThatLeadsNowhereSaysNothingAboutAnybody() {
    Response page = Visitor.browser().get("/invitations/no-such-token");

    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.asString()).contains("This link is not valid");
  }

  @Test
  void aRoleIsShownBeforeItIsGivenAndCountsWithTheNextRequest() {
    Visitor.Person member = visitor.member(globex.orgId(), Role.AUDITOR);
    String path = globex.path("members/" + id(member));

    String preview = owner.browser().get(path + "/role?role=member").asString();
    assertThat(preview).contains("Loses", "see calls");
    assertThat(member.browser().get(globex.path("credit")).statusCode()).isEqualTo(200);
    assertThat(owner.browser().formParam("role", "member").post(path + "/role").statusCode())
        .isEqualTo(303);
    assertThat(member.browser().get(globex.path("credit")).statusCode()).isEqualTo(403);
  }

  @Test
  void somebodyIsRemovedOnlyWithAChoiceForTheirKeys() {
    Visitor.Person member = visitor.member(globex.orgId(), Role.OWNER);
    String path = globex.path("members/" + id(member));
    UUID keyId =
        keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null, id(member)))
            .key()
            .id();

    assertThat(owner.browser().get(path + "/removal").asString()).contains("ci", "Revoke them");
    assertThat(owner.browser().post(path + "/removal").statusCode()).isEqualTo(422);
    assertThat(owner.browser().formParam("keys", "service").post(path + "/removal").statusCode())
        .isEqualTo(303);
    assertThat(keys.find(globex.owner(), keyId).key().ownerId()).isNull();
    assertThat(member.browser().get(globex.path("models")).statusCode()).isEqualTo(404);
  }

  @Test
  void somebodySuspendedIsAStrangerUntilItEnds() {
    Visitor.Person member = visitor.member(globex.orgId(), Role.ADMINISTRATOR);
    String path = globex.path("members/" + id(member));

    assertThat(owner.browser().post(path + "/suspension").statusCode()).isEqualTo(303);
    assertThat(member.browser().get(globex.path("models")).statusCode()).isEqualTo(404);
    assertThat(owner.browser().get(globex.path("members?state=suspended")).asString())
        .contains(member.email());
    assertThat(owner.browser().post(path + "/suspension/end").statusCode()).isEqualTo(303);
    assertThat(member.browser().get(globex.path("models")).statusCode()).isEqualTo(200);
  }

  @Test
  void membersSeeThemselvesAndLeaveButNotOthers() {
    Visitor.Person member = visitor.member(globex.orgId(), Role.MEMBER);

    assertThat(member.browser().get(globex.path("members/" + id(member))).asString())
        .contains(member.email(), "Leave");
    assertThat(member.browser().get(globex.path("members/" + id(owner))).statusCode())
        .isEqualTo(404);
    assertThat(member.browser().get(globex.path("members")).statusCode()).isEqualTo(403);
    assertThat(member.browser().post(globex.path("leaving")).statusCode()).isEqualTo(422);
    assertThat(member.browser().formParam("leave", "yes").post(globex.path("leaving")).statusCode())
        .isEqualTo(303);
    assertThat(member.browser().get(globex.path("models")).statusCode()).isEqualTo(404);
    assertThat(owner.browser().formParam("leave", "yes").post(globex.path("leaving")).asString())
        .contains("last active owner");
  }

  @Test
  void formsAnswerOnlyThoseWhoMaySendThem() {
    Visitor.Person auditor = visitor.member(globex.orgId(), Role.AUDITOR);
    Visitor.Person administrator = visitor.member(globex.orgId(), Role.ADMINISTRATOR);
    Visitor.Person stranger = visitor.owner(world.newOrganization().orgId());
    String member = "members/" + id(owner);
    String team = "teams/" + globex.teamId() + "/members/";

    for (String page :
        new String[] {
          "invitations/new",
          member + "/role",
          member + "/removal",
          member + "/suspension",
          team + "new",
          team + id(owner) + "/removal",
          team + id(owner) + "/role"
        }) {
      assertThat(auditor.browser().get(globex.path(page)).statusCode()).as(page).isEqualTo(403);
      assertThat(stranger.browser().get(globex.path(page)).statusCode()).as(page).isEqualTo(404);
    }
    assertThat(administrator.browser().get(globex.path(member + "/removal")).statusCode())
        .isEqualTo(403);
    assertThat(
            administrator
                .browser()
                .formParam("emails", "x@example.com")
                .formParam("role", "owner")
                .post(globex.path("invitations"))
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void aTeamIsFilledAndEmptiedInTheConsole() {
    Visitor.Person member = visitor.member(globex.orgId(), Role.MEMBER);
    String path = globex.path("teams/" + globex.teamId());

    assertThat(
            owner
                .browser()
                .formParam("person", id(member))
                .formParam("role", "developer")
                .post(path + "/members")
                .statusCode())
        .isEqualTo(303);
    assertThat(owner.browser().get(path).asString()).contains(member.email(), "Developer");
    assertThat(
            owner
                .browser()
                .formParam("role", "lead")
                .post(path + "/members/" + id(member) + "/role")
                .statusCode())
        .isEqualTo(303);
    assertThat(member.browser().get(path + "/members/new").statusCode()).isEqualTo(200);
    assertThat(owner.browser().post(path + "/members/" + id(member) + "/removal").statusCode())
        .isEqualTo(303);
    assertThat(member.browser().get(path + "/members/new").statusCode()).isEqualTo(403);
  }

  @Test
  void programsManagePeopleThroughTheSameRules() {
    Actor.Person member = people.join(globex.orgId(), Role.MEMBER);
    String path = "/v1/members/" + member.userId();

    assertThat(program().get("/v1/members").jsonPath().getList("data.email"))
        .contains(people.email(member.userId()), owner.email());
    assertThat(
            program().body("{\"role\":\"auditor\"}").patch(path).jsonPath().getString("data.role"))
        .isEqualTo("auditor");
    assertThat(program().body("{\"role\":\"owner\"}").patch(path).statusCode()).isEqualTo(403);
    assertThat(program().delete("/v1/members/" + id(owner)).statusCode()).isEqualTo(403);
    assertThat(program().delete("/v1/members/" + Ids.next()).statusCode()).isEqualTo(404);
    String team = "/v1/teams/" + globex.teamId() + "/members";
    assertThat(
            program()
                .body("{\"member\":\"" + people.email(member.userId()) + "\",\"role\":\"lead\"}")
                .post(team)
                .statusCode())
        .isEqualTo(201);
    assertThat(program().get(team).jsonPath().getList("data.role")).containsExactly("lead");
    assertThat(program().delete(team + "/" + member.userId()).statusCode()).isEqualTo(200);
    assertThat(program().delete(path).statusCode()).isEqualTo(200);
    assertThat(program().get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void whatAProgramGetsWrongIsNamedAndNothingOfItHappens() {
    Actor.Person member = people.join(globex.orgId(), Role.MEMBER);
    String path = "/v1/members/" + member.userId();

    assertThat(program().body("{\"suspended\":true,\"role\":\"owner\"}").patch(path).statusCode())
        .isEqualTo(403);
    assertThat(
            program().body("{\"suspended\":\"yes\",\"role\":\"auditor\"}").patch(path).asString())
        .contains("`suspended` must be true or false");
    for (String page : List.of("0", "-1", "two", "99999999999")) {
      Response answer = program().queryParam("page", page).get("/v1/members");
      assertThat(answer.statusCode()).as(page).isEqualTo(400);
      assertThat(answer.asString()).contains("`page` must be a whole number from 1");
    }

    assertThat(program().get(path).jsonPath().getString("data.role")).isEqualTo("member");
    assertThat(program().get(path).jsonPath().getBoolean("data.suspended")).isFalse();
  }

  @Test
  void programsInviteAndManageTeams() {
    Response invited =
        program()
            .body(
                """
                {"email": "new+%s@example.com", "role": "billing", "teams": [{"team": "%s", "role": "developer"}]}
                """
                    .formatted(Ids.next(), globex.teamId()))
            .post("/v1/invitations");

    assertThat(invited.statusCode()).as(invited.asString()).isEqualTo(201);
    assertThat(invited.jsonPath().getString("data.link")).contains("/invitations/");
    String path = "/v1/invitations/" + invited.jsonPath().getString("data.id");
    assertThat(program().delete(path).statusCode()).isEqualTo(200);
    assertThat(program().get(path).jsonPath().getString("data.state")).isEqualTo("revoked");
    Response team = program().body("{\"name\":\"Ops\"}").post("/v1/teams");
    assertThat(team.statusCode()).isEqualTo(201);
    String teamPath = "/v1/teams/" + team.jsonPath().getString("data.id");
    assertThat(
            program().body("{\"name\":\"Run\"}").patch(teamPath).jsonPath().getString("data.name"))
        .isEqualTo("Run");
    assertThat(program().delete(teamPath).statusCode()).isEqualTo(200);
    assertThat(people.audited(globex.orgId(), "team.renamed")).hasSize(1);
  }

  private String invite(String email) {
    Response page =
        owner
            .browser()
            .formParam("emails", email)
            .formParam("role", "member")
            .post(globex.path("invitations"));
    Matcher link = LINK.matcher(page.asString());
    assertThat(link.find()).as(page.asString()).isTrue();
    return link.group(1);
  }

  private RequestSpecification program() {
    String secret = "a management key of " + globex.orgId();
    managementKeys.replace(globex.orgId(), "Terraform", secret);
    return given()
        .header("Authorization", "Bearer " + secret)
        .header("Content-Type", "application/json");
  }

  private UUID id(Visitor.Person person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select id from users where email = ?", person.email())
                .mapTo(UUID.class)
                .one());
  }
}
