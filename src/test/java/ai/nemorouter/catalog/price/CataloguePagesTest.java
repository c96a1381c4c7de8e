package ai.nemorouter.catalog.price;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.CatalogWorld;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The pages about models: those that everybody reads and those of the operator.
@QuarkusTest
class CataloguePagesTest {
  private final CatalogWorld catalogue;
  private final Catalog catalog;
  private final Visitor visitor;
  private final World world;
  private final String provider = "pages-" + Ids.next();
  private final String slug = provider + "/model";
  private final String page = "/operator/catalogue/" + slug;

  CataloguePagesTest(CatalogWorld catalogue, Catalog catalog, Visitor visitor, World world) {
    this.catalogue = catalogue;
    this.catalog = catalog;
    this.visitor = visitor;
    this.world = world;
  }

  @BeforeEach
  void serve() {
    catalog.offer(
        catalogue.provider(provider, null),
        List.of(
            CatalogWorld.listing(slug, "1", "1"),
            CatalogWorld.listing(provider + "/unpriced", null, "1")));
  }

  @Test
  void everybodyReadsWhichModelsThereAre() {
    Response list = Visitor.browser().get("/models?search=" + provider);

    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.asString())
        .contains(slug)
        .doesNotContain(provider + "/unpriced")
        .contains("Sign in");
    assertThat(Visitor.browser().get("/models/" + slug).asString())
        .contains("$1.00")
        .contains("/v1/chat/completions");
    assertThat(Visitor.browser().get("/models?search=no-such-thing").asString())
        .contains("No model matches");
    assertThat(Visitor.browser().get("/models/no/such-thing").statusCode()).isEqualTo(404);
    assertThat(Visitor.browser().get("/o/globex/models").statusCode()).isEqualTo(303);
  }

  @Test
  void theListIsNarrowedByWhatAModelIs() {
    assertThat(found("provider=" + provider)).isTrue();
    assertThat(found("provider=another")).isFalse();
    assertThat(found("operation=embeddings")).isFalse();
    assertThat(found("operation=chat")).isTrue();
    assertThat(found("context=200000")).isFalse();
    assertThat(found("context=128000")).isTrue();
    assertThat(found("price=0.5")).isFalse();
    assertThat(found("price=1")).isTrue();
    assertThat(found("modality=audio")).isFalse();
    assertThat(found("context=much&price=cheap&sort=nicest&operation=magic")).isTrue();
  }

  @Test
  void aPriceIsSetAndWithdrawn() {
    Visitor.Person operator = visitor.operator();
    Response set =
        operator
            .browser()
            .formParam("provider", provider)
            .formParam("input", "7.5")
            .formParam("output", "9")
            .formParam("unit", "second")
            .formParam("unit_price", "0.006")
            .formParam("note", "contract of May")
            .post(page + "/prices");

    assertThat(set.statusCode()).as(set.asString()).isEqualTo(303);
    Price price = price();
    assertThat(price.rates().input().display()).isEqualTo("$7.50");
    assertThat(UnitText.display(Objects.requireNonNull(price.perUnit())))
        .isEqualTo("$0.006 per minute");
    assertThat(operator.browser().get(page).asString())
        .contains("contract of May")
        .contains("In force")
        .contains("Ada Lovelace");

    String withdrawal = page + "/prices/" + price.id() + "/withdrawal";
    assertThat(operator.browser().get(withdrawal).asString()).contains("Withdraw the price");
    assertThat(operator.browser().post(withdrawal).statusCode()).isEqualTo(303);
    assertThat(price().rates().input().display()).isEqualTo("$1.00");
    assertThat(operator.browser().post(withdrawal).statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsTypedWrongIsSaidBesideTheField() {
    Response refused =
        visitor
            .operator()
            .browser()
            .formParam("provider", provider)
            .formParam("input", "much")
            .formParam("output", "9")
            .post(page + "/prices");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("This price is not in US dollars");
  }

  @Test
  void aModelIsHiddenAndDeprecatedAndBothAreTakenBack() {
    Visitor.Person operator = visitor.operator();
    assertThat(
            operator
                .browser()
                .formParam("disabled", "true")
                .post(page + "/availability")
                .statusCode())
        .isEqualTo(303);
    assertThat(catalog.find(null, slug)).isEmpty();
    assertThat(operator.browser().get(page).asString()).contains("Hidden");
    operator.browser().formParam("disabled", "false").post(page + "/availability");
    assertThat(catalog.find(null, slug)).hasSize(1);

    assertThat(
            operator
                .browser()
                .formParam("successor", "no/such")
                .post(page + "/deprecation")
                .statusCode())
        .isEqualTo(422);
    assertThat(
            operator
                .browser()
                .formParam("retires", "2030-01-31")
                .post(page + "/deprecation")
                .statusCode())
        .isEqualTo(303);
    assertThat(Visitor.browser().get("/models/" + slug).asString()).contains("2030-01-31");
    assertThat(Visitor.browser().get("/models?deprecated=without&search=" + provider).asString())
        .doesNotContain(slug);
    operator.browser().formParam("keep", "true").post(page + "/deprecation");
    assertThat(catalog.model(slug).orElseThrow().deprecated()).isFalse();
  }

  @Test
  void theCatalogueIsForOperatorsAlone() {
    Visitor.Person owner = visitor.owner(world.newOrganization().orgId());

    assertThat(owner.browser().get("/operator/catalogue").statusCode()).isEqualTo(404);
    assertThat(
            owner.browser().formParam("disabled", "true").post(page + "/availability").statusCode())
        .isEqualTo(404);
    assertThat(catalog.find(null, slug)).hasSize(1);
  }

  @Test
  void theCatalogueFindsWhatHasNoPrice() {
    assertThat(
            visitor
                .operator()
                .browser()
                .get("/operator/catalogue?state=unpriced&search=" + provider)
                .asString())
        .contains(provider + "/unpriced")
        .doesNotContain(slug + "<");
  }

  private boolean found(String filter) {
    return Visitor.browser()
        .get("/models?search=" + provider + "&" + filter)
        .asString()
        .contains(slug);
  }

  private Price price() {
    return Objects.requireNonNull(catalog.find(null, slug).getFirst().price());
  }
}
