package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProviderPagesTest {
  private static final String KEY = "sk-very-secret-key-abcd";

  private final StoredProviders providers;
  private final Visitor visitor;
  private final World world;

  private World.Place place;
  private Visitor.Person owner;

  ProviderPagesTest(StoredProviders providers, Visitor visitor, World world) {
    this.providers = providers;
    this.visitor = visitor;
    this.world = world;
  }

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
  }

  @Test
  void anOrganizationAddsChangesDisablesAndRemovesItsOwn() {
    String empty = get("providers");
    Response added = add("mine", "https://a.example.com/v1", KEY);
    String shown = get("providers/mine");
    String form = get("providers/mine/settings");
    Response changed =
        owner
            .browser()
            .formParam("name", "mine")
            .formParam("dialect", "openai")
            .formParam("base_url", "https://a.example.com/v1")
            .formParam("models", "model, *")
            .formParam("position", "7")
            .post(place.path("providers/mine/settings"));
    String list = get("providers?search=a.example");
    owner.browser().formParam("enabled", "false").post(place.path("providers/mine/enabled"));
    String disabled = get("providers/mine");
    String question = get("providers/mine/removal");
    Response removed = owner.browser().post(place.path("providers/mine/removal"));

    assertThat(empty).contains("No provider yet");
    assertThat(added.statusCode()).as(added.asString()).isEqualTo(303);
    assertThat(shown).contains("…abcd", "stored encrypted").doesNotContain("very-secret");
    assertThat(form).contains("keep the one there is").doesNotContain("very-secret", "abcd\"");
    assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(303);
    assertThat(list).contains("https://a.example.com/v1", ">7<");
    assertThat(disabled).contains("no request goes to it until it is enabled again", "Enable");
    assertThat(question).contains("Remove the provider “mine”?");
    assertThat(removed.statusCode()).isEqualTo(303);
    assertThat(get("providers")).contains("No provider yet");
  }

  @Test
  void whatIsWrongStandsBesideItsFieldAndTheKeyIsNotGivenBack() {
    Response wrong = add("Mine!", "https://a.example.com/v1", KEY);
    Response shadowing = add("demo", "https://a.example.com/v1", KEY);
    Response withoutKey = add("mine", "https://a.example.com/v1", "");
    Response badDialect =
        owner
            .browser()
            .formParam("name", "mine")
            .formParam("dialect", "klingon")
            .formParam("api_key", KEY)
            .post(place.path("providers"));

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.asString()).contains("small letters, digits").doesNotContain("very-secret");
    assertThat(shadowing.asString()).contains("“demo” is taken");
    assertThat(withoutKey.asString()).contains("Enter the key of your account there.");
    assertThat(badDialect.asString()).contains("The dialect must be one of");
  }

  @Test
  void anotherOrganizationsPagesAreNotThere() {
    add("mine", "https://a.example.com/v1", KEY);
    Visitor.Person stranger = visitor.owner(world.newOrganization().orgId());

    assertThat(stranger.browser().get(place.path("providers")).statusCode()).isEqualTo(404);
    assertThat(stranger.browser().get(place.path("providers/mine")).statusCode()).isEqualTo(404);
    assertThat(stranger.browser().post(place.path("providers/mine/removal")).statusCode())
        .isEqualTo(404);
    assertThat(owner.browser().get("/operator/providers").statusCode()).isEqualTo(404);
    assertThat(get("providers/nothing-of-that-name", 404)).contains("404");
  }

  @Test
  void anOperatorSeesAndChangesTheInstallationsAndNoOrganizations() {
    add("mine", "https://a.example.com/v1", KEY);
    Visitor.Person operator = visitor.operator();
    String name = "shared-" + Ids.next().toString().substring(24);

    Response added =
        operator
            .browser()
            .formParam("name", name)
            .formParam("dialect", "openai")
            .formParam("base_url", "http://10.0.0.1:8000/v1")
            .formParam("models", "*")
            .formParam("input_price", "0.20")
            .formParam("output_price", "0.60")
            .post("/operator/providers");
    String list = operator.browser().get("/operator/providers?search=" + name).asString();
    String page = operator.browser().get("/operator/providers/" + name).asString();
    providers.remove(
        new ProviderOwner.Installation(new Operator(Ids.next(), "Ada", Origin.INSIDE)), name);

    assertThat(added.statusCode()).as(added.asString()).isEqualTo(303);
    assertThat(list).contains(name, "http://10.0.0.1:8000/v1").doesNotContain("a.example.com");
    assertThat(page).contains("$0.20 in, $0.60 out", "none");
  }

  private Response add(String name, String baseUrl, String key) {
    return owner
        .browser()
        .formParam("name", name)
        .formParam("dialect", "openai")
        .formParam("base_url", baseUrl)
        .formParam("models", "model")
        .formParam("api_key", key)
        .post(place.path("providers"));
  }

  private String get(String page) {
    return get(page, 200);
  }

  private String get(String page, int status) {
    Response response = owner.browser().get(place.path(page));
    assertThat(response.statusCode()).as(page).isEqualTo(status);
    return response.asString();
  }
}
