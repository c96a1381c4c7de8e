package ai.nemorouter.key;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.database.Ids;
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

/// The pages of a key's life, without JavaScript.
@QuarkusTest
class KeyLifecyclePagesTest {
  private static final Pattern SECRET = Pattern.compile("sk-nemo-[0-9A-Za-z-]{49,}");

  @Inject Visitor visitor;
  @Inject Keys keys;
  @Inject TestDatabase database;
  @Inject World world;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void loadingThePageOfANewKeyAgainMakesNoSecondOne() {
    String form = Ids.next().toString();

    Response created = create(form);
    Response again = create(form);

    assertThat(created.statusCode()).isEqualTo(200);
    assertThat(SECRET.matcher(created.asString()).find()).isTrue();
    assertThat(created.header("Cache-Control")).isEqualTo("no-store");
    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(again.header("Location"))
        .endsWith("/keys/" + keys.list(globex.owner(), KeyFilter.ALL).keys().getFirst().key().id());
    assertThat(keys.list(globex.owner(), KeyFilter.ALL).found()).isOne();
  }

  @Test
  void aRotationShowsTheNewSecretOnceAndLoadingItAgainMakesNoOther() {
    UUID keyId = mint("ci");
    String path = globex.path("keys/" + keyId + "/rotation");

    assertThat(owner.browser().get(path).asString()).contains("name=\"number\" value=\"1\"");
    Response rotated = rotate(path);
    Response again = rotate(path);

    assertThat(SECRET.matcher(rotated.asString()).find()).isTrue();
    assertThat(rotated.header("Cache-Control")).isEqualTo("no-store");
    assertThat(again.statusCode()).isEqualTo(303);
    String page = owner.browser().get(globex.path("keys/" + keyId)).asString();
    assertThat(page).contains("End the old one", "works until");
    assertThat(SECRET.matcher(page).find()).isFalse();
    owner.browser().post(globex.path("keys/" + keyId + "/previous-secret"));
    assertThat(owner.browser().get(globex.path("keys/" + keyId)).asString())
        .doesNotContain("works until");
  }

  @Test
  void severalKeysAreRotatedIntoAFileAndRevokedTogetherWithAResultForEach() {
    UUID first = mint("=formula");
    UUID second = mint("second");
    World.Place elsewhere = world.newOrganization();
    UUID foreign =
        keys.mint(elsewhere.owner(), new NewKey(elsewhere.teamId(), "foreign", null, null))
            .key()
            .id();

    Response confirm =
        owner
            .browser()
            .queryParam("action", "rotate")
            .queryParam("key", first, second, foreign)
            .get(globex.path("keys/selection"));
    Response file = selection("rotate", first + ".1", second + ".1", foreign + ".1", "as=csv");
    Response again = selection("rotate", first + ".1", second + ".1");
    Response revoked = selection("revoke", first.toString(), second.toString(), foreign.toString());

    assertThat(confirm.asString()).contains("second", first + ".1").doesNotContain("foreign");
    assertThat(file.header("Content-Type")).startsWith("text/csv");
    assertThat(file.header("Cache-Control")).isEqualTo("no-store");
    List<String> lines = file.asString().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1)).startsWith("\"'=formula\"").matches(".*sk-nemo-[0-9A-Za-z]{49}.*");
    assertThat(lines.get(3)).contains(foreign.toString()).doesNotContain("sk-nemo-");
    assertThat(again.asString()).contains("newer secret").doesNotContainPattern(SECRET);
    assertThat(revoked.asString()).contains("Nothing was done with 1 of 3");
    assertThat(keys.find(globex.owner(), first).key().revokedAt()).isNotNull();
    assertThat(keys.find(globex.owner(), second).key().revokedAt()).isNotNull();
  }

  @Test
  void keysThatNobodyUsesAndThatSoonExpireAreFound() {
    UUID old = mint("forgotten");
    mint("fresh");
    UUID ending = mint("ending");
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          handle.execute(
              "update keys set created_at = now() - interval '91 days' where id = ?", old);
          handle.execute(
              "update keys set expires_at = now() + interval '3 days' where id = ?", ending);
        });

    String unused = owner.browser().get(globex.path("keys?unused=90")).asString();
    String expiring = owner.browser().get(globex.path("keys?expiring=7")).asString();

    assertThat(unused).contains("forgotten").doesNotContain("fresh", "ending");
    assertThat(expiring).contains("ending").doesNotContain("fresh", "forgotten");
  }

  @Test
  void whatAKeyMayBeUsedForIsChangedInItsForm() {
    UUID keyId = mint("ci");
    String path = globex.path("keys/" + keyId + "/settings");

    Response wrong =
        owner
            .browser()
            .formParam("name", "ci")
            .formParam("allowed_addresses", "somewhere")
            .post(path);
    Response changed =
        owner
            .browser()
            .formParam("name", "ci")
            .formParam("description", "for the build")
            .formParam("allowed_endpoints", "chat", "embeddings")
            .formParam("allowed_addresses", "203.0.113.9/24\n2001:db8::/32")
            .post(path);

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.asString()).contains("no IP address or range");
    assertThat(changed.statusCode()).isEqualTo(303);
    Key key = keys.find(globex.owner(), keyId).key();
    assertThat(key.description()).isEqualTo("for the build");
    assertThat(key.policy().endpoints()).containsExactly("chat", "embeddings");
    assertThat(key.policy().addresses())
        .containsExactly("203.0.113.0/24", "2001:db8:0:0:0:0:0:0/32");
  }

  @Test
  void aManagementKeyIsMadeOncePerFormAndItsSecretShownOnce() {
    String form = Ids.next().toString();

    Response made = makeManagementKey(form);
    Response again = makeManagementKey(form);

    Matcher secret = SECRET.matcher(made.asString());
    assertThat(secret.find()).isTrue();
    assertThat(secret.group()).startsWith("sk-nemo-mgmt-");
    assertThat(again.statusCode()).isEqualTo(303);
    Response page = owner.browser().get(again.header("Location"));
    assertThat(page.asString()).contains("Terraform", Permission.CHANGE_KEYS.description());
    assertThat(page.asString()).doesNotContain(secret.group());
  }

  private Response makeManagementKey(String form) {
    return owner
        .browser()
        .formParam("form", form)
        .formParam("name", "Terraform")
        .formParam("permissions", "CHANGE_KEYS")
        .post(globex.path("management-keys"));
  }

  private Response create(String form) {
    return owner
        .browser()
        .formParam("form", form)
        .formParam("name", "ci")
        .formParam("team", globex.teamId())
        .post(globex.path("keys"));
  }

  private Response rotate(String path) {
    return owner.browser().formParam("number", 1).formParam("grace", "3600").post(path);
  }

  /// @param fields keys, or another field as `name=value`
  private Response selection(String action, String... fields) {
    RequestSpecification form = owner.browser().formParam("action", action);
    for (String field : fields) {
      String[] parts = field.split("=", 2);
      form = parts.length == 1 ? form.formParam("key", field) : form.formParam(parts[0], parts[1]);
    }
    return form.post(globex.path("keys/selection"));
  }

  private UUID mint(String name) {
    return keys.mint(globex.owner(), new NewKey(globex.teamId(), name, null, null)).key().id();
  }
}
