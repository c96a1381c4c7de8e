package ai.nemorouter.usage.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.organization.member.OwnedKeys;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.RequestFilter;
import ai.nemorouter.usage.RequestStatus;
import ai.nemorouter.usage.RequestTimes;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Views of the list of requests: who sees and changes which.
@QuarkusTest
class SavedViewsTest {
  private static final Pattern RENAME = Pattern.compile("requests/views/([0-9a-f-]{36})/name");
  private static final RequestFilter FAILED =
      new RequestFilter(RequestStatus.FAILED, null, null, "", null, RequestTimes.ALL, "");

  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject MemberRemoval departures;
  @Inject SavedViews views;
  @Inject TestDatabase database;

  private World.Place place;
  private Visitor.Person owner;
  private Visitor.Person auditor;

  @BeforeEach
  void signIn() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    auditor = visitor.member(place.orgId(), Role.AUDITOR);
  }

  @Test
  void aViewOfOnesOwnIsATabForOneselfAndLeadsToItsFilter() {
    String offered = page(auditor, "requests?status=failed&range=7d");
    Response saved = save(auditor, "?status=failed&range=7d", "Errors", false);

    String shown = page(auditor, "requests?range=7d&status=failed");

    assertThat(offered)
        .contains(place.path("requests/views/new") + "?range=7d&amp;status=failed", "Save view");
    assertThat(saved.statusCode()).isEqualTo(303);
    assertThat(saved.header("Location")).endsWith("/requests?range=7d&status=failed");
    assertThat(shown)
        .containsPattern("Only you see this view\"\\s+aria-current=\"true\">Errors</a>")
        .contains("Rename view", "Delete view")
        .doesNotContain("Save view");
    assertThat(page(auditor, "requests")).contains(">Errors</a>").doesNotContain("Rename view");
    assertThat(page(owner, "requests")).doesNotContain(">Errors</a>");
    assertThat(audited()).as("one's own is nobody else's matter").isEmpty();
  }

  @Test
  void aSharedViewIsATabForAllAndOnlyWhoMayChangeSettingsSharesAndChangesIt() {
    assertThat(save(auditor, "?status=failed", "Errors", true).statusCode()).isEqualTo(403);
    assertThat(save(owner, "?status=failed", "Errors", true).statusCode()).isEqualTo(303);

    String shown = page(auditor, "requests?status=failed");
    UUID id = only(page(owner, "requests?status=failed"));

    assertThat(shown).contains(">Errors</a>", "Shared with the organization by Ada Lovelace");
    assertThat(shown).doesNotContain("Rename view", "Delete view");
    assertThat(page(auditor, "requests/views/new?status=failed")).doesNotContain("name=\"shared\"");
    for (String change : List.of("name", "deletion")) {
      assertThat(get(auditor, "requests/views/" + id + "/" + change).statusCode()).isEqualTo(403);
      assertThat(post(auditor, id, change, "Mine").statusCode()).isEqualTo(403);
    }
    assertThat(page(auditor, "requests")).contains(">Errors</a>");
  }

  @Test
  void whatIsSharedIsRenamedAndDeletedAfterAQuestionAndOnRecord() {
    save(owner, "?status=failed", "Errors", true);
    UUID id = only(page(owner, "requests?status=failed"));

    assertThat(post(owner, id, "name", "Failures").header("Location")).contains("status=failed");
    assertThat(page(auditor, "requests")).contains(">Failures</a>").doesNotContain(">Errors</a>");
    assertThat(page(owner, "requests/views/" + id + "/deletion"))
        .contains("Delete the view “Failures”?", "It disappears for everybody");
    assertThat(page(auditor, "requests")).as("only asked").contains(">Failures</a>");
    assertThat(post(owner, id, "deletion", "").statusCode()).isEqualTo(303);

    assertThat(page(auditor, "requests")).doesNotContain(">Failures</a>");
    assertThat(audited())
        .containsExactly("request_view.created", "request_view.renamed", "request_view.deleted");
    assertThat(page(owner, "audit?action=request_view.created"))
        .contains("Created the request view “Errors”");
  }

  @Test
  void othersOwnViewsDoNotExist() {
    save(owner, "?status=failed", "Errors", false);
    UUID id = only(page(owner, "requests?status=failed"));
    Visitor.Person second = visitor.owner(place.orgId());

    for (String change : List.of("name", "deletion")) {
      assertThat(get(second, "requests/views/" + id + "/" + change).statusCode()).isEqualTo(404);
      assertThat(post(second, id, change, "Mine").statusCode()).isEqualTo(404);
    }
    assertThat(page(owner, "requests")).contains(">Errors</a>");
  }

  @Test
  void aViewNeedsANameOfItsOwnAndAFilter() {
    save(owner, "?status=failed", "Errors", false);

    Response unnamed = save(owner, "?status=ok", " ", false);
    Response taken = save(owner, "?status=ok", "ERRORS", false);
    Response unfiltered = save(owner, "", "All", false);

    assertThat(List.of(unnamed.statusCode(), taken.statusCode(), unfiltered.statusCode()))
        .containsOnly(422);
    assertThat(unnamed.asString()).contains("Give the view a name.", "?status=ok");
    assertThat(taken.asString()).contains("There is a view with this name.", "value=\"ERRORS\"");
    assertThat(unfiltered.asString()).contains("Nothing is filtered.");
    assertThat(save(owner, "?status=ok", "Errors", true).statusCode())
        .as("what is shared has names of its own")
        .isEqualTo(303);
  }

  @Test
  void aPersonHasSoManyAndNoMore() {
    Actor.Person person = people.join(place.orgId(), Role.OWNER);
    for (int i = 0; i < SavedViews.MOST; i++) {
      views.create(person, new SavedViewForm("View " + i, ""), FAILED);
    }

    assertThatThrownBy(() -> views.create(person, new SavedViewForm("One more", ""), FAILED))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Delete one of them first");
    assertThat(views.list(person)).hasSize(SavedViews.MOST);
  }

  @Test
  void whoLeavesTakesTheirOwnViewsWithThemAndSharedOnesStay() {
    Actor.Person leaver = people.join(place.orgId(), Role.OWNER);
    views.create(leaver, new SavedViewForm("Own", ""), FAILED);
    views.create(leaver, new SavedViewForm("Shared", "on"), FAILED);

    departures.remove(place.owner(), leaver.userId(), new OwnedKeys.Revoke());

    assertThat(
            database
                .acrossOrganizations()
                .<List<String>>read(handle ->
                    handle
                        .createQuery("select name from saved_views where org_id = :orgId")
                        .bind("orgId", place.orgId())
                        .mapTo(String.class)
                        .list()))
        .containsExactly("Shared");
  }

  private Response save(Visitor.Person person, String query, String name, boolean shared) {
    var form = person.browser().formParam("name", name);
    if (shared) {
      form.formParam("shared", "on");
    }
    return form.post(place.path("requests/views" + query));
  }

  private Response post(Visitor.Person person, UUID id, String change, String name) {
    return person
        .browser()
        .formParam("name", name)
        .post(place.path("requests/views/" + id + "/" + change));
  }

  private Response get(Visitor.Person person, String path) {
    return person.browser().get(place.path(path));
  }

  private String page(Visitor.Person person, String path) {
    Response answer = get(person, path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.asString();
  }

  private static UUID only(String page) {
    Matcher matcher = RENAME.matcher(page);
    assertThat(matcher.find()).isTrue();
    return UUID.fromString(matcher.group(1));
  }

  private List<String> audited() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select action from audit_entries where org_id = :orgId and action like 'request_view%' order by at, id")
                .bind("orgId", place.orgId())
                .mapTo(String.class)
                .list());
  }
}
