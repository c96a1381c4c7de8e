package ai.nemorouter.catalog.alias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.CatalogWorld;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The names that organizations give to models: kept by people and programs, asked for by calls.
@QuarkusTest
class AliasesTest {
  private static final String SECRET = "a-management-key-of-a-test-";

  private final CatalogWorld catalogue;
  private final Catalog catalog;
  private final Aliases aliases;
  private final TestDatabase database;
  private final Visitor visitor;
  private final ManagementKeys managementKeys;
  private final World world;
  private final String provider = "aliases-" + Ids.next();
  private final String slug = provider + "/model";
  private final String second = provider + "/second";
  private World.Place place;
  private World.Place other;

  AliasesTest(
      CatalogWorld catalogue,
      Catalog catalog,
      Aliases aliases,
      TestDatabase database,
      Visitor visitor,
      ManagementKeys managementKeys,
      World world) {
    this.catalogue = catalogue;
    this.catalog = catalog;
    this.aliases = aliases;
    this.database = database;
    this.visitor = visitor;
    this.managementKeys = managementKeys;
    this.world = world;
  }

  @BeforeEach
  void serve() {
    place = world.newOrganization();
    other = world.newOrganization();
    catalog.offer(
        catalogue.provider(provider, null),
        List.of(CatalogWorld.listing(slug, "1", "1"), CatalogWorld.listing(second, "1", "1")));
  }

  @Test
  void anAliasLeadsToItsModelForItsOrganizationAlone() {
    aliases.add(place.owner(), wanted("Team/Writer", slug));

    assertThat(catalog.find(place.orgId(), "team/writer"))
        .extracting(Offering::slug)
        .containsExactly(slug);
    assertThat(catalog.find(other.orgId(), "team/writer")).isEmpty();
    assertThat(aliases.all(other.owner())).isEmpty();
    assertThatThrownBy(() -> aliases.remove(other.owner(), "team/writer"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void aChangeCountsAtOnceOnThisNodeAndIsOnRecord() {
    aliases.add(place.owner(), wanted("writer", slug));
    assertThat(catalog.find(place.orgId(), "writer").getFirst().slug()).isEqualTo(slug);

    aliases.change(place.owner(), "writer", second);
    assertThat(catalog.find(place.orgId(), "writer").getFirst().slug()).isEqualTo(second);

    aliases.remove(place.owner(), "writer");
    assertThat(catalog.find(place.orgId(), "writer")).isEmpty();
    assertThat(audited()).containsExactly("alias.added", "alias.changed", "alias.removed");
  }

  /// An alias of an alias is an alias of the model, so there are no chains, and no loops.
  @Test
  void anAliasOfAnAliasLeadsToTheModelItself() {
    aliases.add(place.owner(), wanted("first", slug));

    assertThat(aliases.add(place.owner(), wanted("again", "first")).target()).isEqualTo(slug);
    assertThat(aliases.change(place.owner(), "first", "again").target()).isEqualTo(slug);
  }

  @Test
  void aModelsOwnNameIsNoAlias() {
    assertThatThrownBy(() -> aliases.add(place.owner(), wanted(slug, second)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("own name");
  }

  @Test
  void aBuiltInNameIsTakenOverOnlyIfThatIsMeant() {
    String builtIn = "bare-" + Ids.next();
    String named = provider + "/" + builtIn;
    catalog.offer(
        catalogue.provider(provider, null),
        List.of(CatalogWorld.listing(slug, "1", "1"), CatalogWorld.listing(named, "1", "1")));

    assertThatThrownBy(() -> aliases.add(place.owner(), wanted(builtIn, slug)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(named);

    aliases.add(place.owner(), new Aliases.Wanted(builtIn, slug, true));
    assertThat(catalog.find(place.orgId(), builtIn).getFirst().slug()).isEqualTo(slug);
    assertThat(catalog.find(other.orgId(), builtIn).getFirst().slug()).isEqualTo(named);
  }

  @Test
  void aTargetMustExistAndOneThatGoesIsFlagged() {
    assertThatThrownBy(() -> aliases.add(place.owner(), wanted("x", "nobody/has-this")))
        .isInstanceOf(InvalidInputException.class);
    aliases.add(place.owner(), wanted("writer", slug));

    catalog.offer(
        catalogue.provider(provider, null), List.of(CatalogWorld.listing(second, "1", "1")));

    assertThat(aliases.find(place.owner(), "writer").isBroken()).isTrue();
    assertThat(catalog.find(place.orgId(), "writer")).isEmpty();
  }

  @Test
  void programsManageAliases() {
    String secret = SECRET + place.orgId();
    managementKeys.replace(place.orgId(), "test", secret);

    Response added =
        api(secret).body("{\"name\":\"p/q\",\"target\":\"" + slug + "\"}").post("/v1/aliases");
    assertThat(added.statusCode()).as(added.asString()).isEqualTo(201);
    assertThat(added.path("data.target").toString()).isEqualTo(slug);
    assertThat(
            api(secret)
                .body("{\"target\":\"" + second + "\"}")
                .patch("/v1/aliases/p/q")
                .path("data.target")
                .toString())
        .isEqualTo(second);
    assertThat(api(secret).get("/v1/aliases/p%2Fq").path("data.name").toString()).isEqualTo("p/q");
    assertThat(api(secret).get("/v1/aliases").path("total_count").toString()).isEqualTo("1");
    assertThat(api(secret).delete("/v1/aliases/p/q").path("deleted").toString()).isEqualTo("true");
    assertThat(api(secret).get("/v1/aliases/p/q").statusCode()).isEqualTo(404);
    Response wrong = api(secret).body("{\"name\":\"p\"}").post("/v1/aliases");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.path("error.param").toString()).isEqualTo("target");
    assertThat(RestAssured.get("/v1/aliases").statusCode()).isEqualTo(401);
  }

  @Test
  void peopleManageAliasesWithoutJavaScript() {
    Visitor.Person owner = visitor.owner(place.orgId());
    String page = place.path("aliases");

    Response refused =
        owner.browser().formParam("name", "écrit").formParam("target", slug).post(page);
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(
            owner
                .browser()
                .formParam("name", "writer")
                .formParam("target", slug)
                .post(page)
                .statusCode())
        .isEqualTo(303);
    assertThat(owner.browser().get(page).asString()).contains("writer").contains(slug);
    assertThat(owner.browser().get(place.path("models/" + slug)).asString()).contains("writer");
    assertThat(
            owner.browser().formParam("target", second).post(page + "/writer/target").statusCode())
        .isEqualTo(303);
    assertThat(owner.browser().get(page + "/writer/removal").asString())
        .contains("Remove the alias");
    assertThat(owner.browser().post(page + "/writer/removal").statusCode()).isEqualTo(303);
    assertThat(aliases.all(place.owner())).isEmpty();
  }

  private static RequestSpecification api(String secret) {
    return RestAssured.given()
        .urlEncodingEnabled(false)
        .header("authorization", "Bearer " + secret)
        .contentType("application/json");
  }

  private static Aliases.Wanted wanted(String name, String target) {
    return new Aliases.Wanted(name, target, false);
  }

  private List<String> audited() {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select action from audit_entries where org_id = :orgId and action like 'alias.%' order by id")
                .bind("orgId", place.orgId())
                .mapTo(String.class)
                .list());
  }
}
