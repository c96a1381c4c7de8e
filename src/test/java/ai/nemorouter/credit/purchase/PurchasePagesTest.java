package ai.nemorouter.credit.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Buying credit as people and programs reach it.
@QuarkusTest
class PurchasePagesTest {
  private static final int OK = 200;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject Cast cast;
  @Inject Till till;
  @Inject Purchases purchases;

  private World.Place place;

  @BeforeEach
  void openTill() throws Exception {
    till.open();
    place = world.newOrganization();
  }

  @AfterEach
  void closeTill() {
    till.close();
  }

  @Test
  void programsGetTheBreakdownBuyAndLearnWhatBecameOfIt() {
    String key = cast.managementKey(place, Set.of(Permission.BUY_CREDIT, Permission.VIEW_CREDIT));
    JsonPath quote = get(key, "/v1/credits/quote?amount=100");
    assertThat(number(quote, "data.credit")).isEqualByComparingTo("100");
    assertThat(number(quote, "data.fee")).isEqualByComparingTo("5");
    assertThat(number(quote, "data.total")).isEqualByComparingTo("105");

    JsonPath bought =
        RestAssured.given()
            .header("Authorization", "Bearer " + key)
            .body("{\"amount\": 100}")
            .post("/v1/credits/purchases")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    UUID id = UUID.fromString(bought.getString("data.id"));
    assertThat(bought.getString("data.status")).isEqualTo("open");
    till.pay(purchases.find(place.owner(), id), "CARD");

    JsonPath paid = get(key, "/v1/credits/purchases/" + id);
    assertThat(paid.getString("data.status")).isEqualTo("paid");
    assertThat(paid.getString("data.receipt")).startsWith("R-");
    assertThat(get(key, "/v1/credits/purchases").getInt("total_count")).isEqualTo(1);
    assertThat(number(get(key, "/v1/credits"), "data.total_credits")).isEqualByComparingTo("100");
  }

  @Test
  void aPersonSeesTheBreakdownPaysAndGetsTheReceipt() {
    Visitor.Person owner = visitor.owner(place.orgId());
    String page = owner.browser().get(place.path("credit/purchases/new?amount=100")).asString();
    assertThat(page).contains("Pay $105.00", "5 %, at least $0.50", "No card is charged");

    String forward =
        owner
            .browser()
            .formParam("amount", "100")
            .formParam("total", "105")
            .post(place.path("credit/purchases"))
            .then()
            .statusCode(303)
            .extract()
            .header("Location");
    String checkout = owner.browser().get(forward).asString();
    Purchase purchase =
        purchases.list(place.owner(), new ListQuery("", "", "", 1)).items().getFirst();
    assertThat(checkout).contains("http-equiv=\"refresh\"", purchase.checkoutUrl());
    String path = place.path("credit/purchases/" + purchase.id());
    assertThat(owner.browser().get(path + "?canceled=true").asString())
        .contains("Payment canceled", "Nothing was charged");
    till.pay(purchase, "BANK");
    assertThat(owner.browser().get(path).asString()).contains("Waiting for the bank");
    till.bankDecides(purchase, "confirm");

    assertThat(owner.browser().get(path).asString())
        .contains("$100.00 of credit added", "Receipt R-", "$105.00");
    assertThat(owner.browser().get(path + "/receipt.pdf").contentType())
        .isEqualTo("application/pdf");
    assertThat(owner.browser().get(place.path("credit")).asString()).contains("Purchase, receipt");
  }

  @Test
  void withoutAPaymentProviderThePageSaysWhoGrantsCredit() {
    till.close();
    Visitor.Person owner = visitor.owner(place.orgId());

    assertThat(owner.browser().get(place.path("credit")).asString())
        .contains("An operator of this installation grants it")
        .doesNotContain("Buy credit");
    assertThat(
            owner
                .browser()
                .formParam("amount", "100")
                .post(place.path("credit/purchases"))
                .statusCode())
        .isEqualTo(422);
    assertThat(RestAssured.given().body("{}").post("/webhooks/stripe").statusCode()).isEqualTo(404);
  }

  @Test
  void aPaymentPageThatCannotBeOpenedChargesNothing() {
    Visitor.Person owner = visitor.owner(place.orgId());
    till.unplug();

    String page =
        owner
            .browser()
            .formParam("amount", "100")
            .formParam("total", "105")
            .post(place.path("credit/purchases"))
            .then()
            .statusCode(422)
            .extract()
            .asString();

    assertThat(page).contains("cannot be reached", "Nothing was charged");
    assertThat(purchases.list(place.owner(), new ListQuery("", "unpaid", "", 1)).found())
        .isEqualTo(1);
  }

  private static JsonPath get(String key, String path) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + key)
        .get(path)
        .then()
        .statusCode(OK)
        .extract()
        .jsonPath();
  }

  private static BigDecimal number(JsonPath json, String path) {
    return new BigDecimal(json.getString(path));
  }
}
