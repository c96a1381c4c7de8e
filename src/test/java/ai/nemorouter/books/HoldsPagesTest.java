package ai.nemorouter.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.books.BusyOrganization.Books;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What operators see of calls under way, and releasing one.
@QuarkusTest
class HoldsPagesTest {
  private final TestDatabase database;
  private final BusyOrganization organizations;
  private final Visitor visitor;

  HoldsPagesTest(TestDatabase database, BusyOrganization organizations, Visitor visitor) {
    this.database = database;
    this.organizations = organizations;
    this.visitor = visitor;
  }

  @Test
  void aHoldIsShownWithWhoseItIsAndHowMuch() {
    Books books = organizations.make();
    Visitor.Person operator = visitor.operator();

    String found = operator.browser().get("/operator/holds?search=" + books.orgId()).asString();

    assertThat(found)
        .contains(
            "Globex", "Test", "Research", "test/books", "$0.0051665", "1,334 tokens", " s</time>")
        .contains(release(books.orgId(), books.underWay()));
    assertThat(operator.browser().get("/operator/holds?search=no-such-thing").asString())
        .contains("No hold matches");
    for (String sort : List.of("amount", "expiry", "organization")) {
      assertThat(operator.browser().get("/operator/holds?sort=" + sort).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aReleasedHoldIsGivenBackAndWrittenDownAndItsCallIsBookedIfItSettlesLater() {
    Books books = organizations.make();
    HoldRequest request = organizations.place(books.payer(), books.priceId());
    Visitor.Person operator = visitor.operator();
    String release = release(books.orgId(), request.id());
    assertThat(operator.browser().get(release).asString())
        .contains("Release the reservation of $0.0051665?", "late settlement");

    Response answer = operator.browser().post(release);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(status(books, request.id())).isEqualTo("released false 0");
    assertThat(audit(books)).containsExactly("hold.released by Ada Lovelace: 5166500");
    assertThat(operator.browser().get(release).statusCode()).isEqualTo(404);
    assertThat(operator.browser().post(release).cookie("nemo-notice")).contains("Nothing");
    assertThat(audit(books)).hasSize(1);

    organizations.settle(request, Status.OK, 333, "catalog", null);
    await()
        .untilAsserted(() ->
            assertThat(status(books, request.id())).startsWith("ok true ").doesNotEndWith(" 0"));
    assertThat(deviations(books)).isEmpty();
  }

  @Test
  void onlyOperatorsKnowOfHolds() {
    Books books = organizations.make();
    Visitor.Person owner = visitor.owner(books.orgId());
    String release = release(books.orgId(), books.underWay());

    assertThat(owner.browser().get("/operator/holds").statusCode()).isEqualTo(404);
    assertThat(owner.browser().get(release).statusCode()).isEqualTo(404);
    assertThat(owner.browser().post(release).statusCode()).isEqualTo(404);
    assertThat(Visitor.browser().post(release).header("Location")).endsWith("/sign-in");
    assertThat(owner.browser().get("/operator/holds").asString()).doesNotContain("Administration");
  }

  private static String release(UUID orgId, UUID id) {
    return "/operator/holds/" + orgId + "/" + id + "/release";
  }

  private String status(Books books, UUID id) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select status || ' ' || late || ' ' || cost from calls where org_id = ? and id = ?",
                    books.orgId(),
                    id)
                .mapTo(String.class)
                .one());
  }

  private List<String> audit(Books books) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select action || ' by ' || actor_name || ': ' || (details->'amount_nano_usd'->>'before') from audit_entries where org_id = ? and action = 'hold.released'",
                    books.orgId())
                .mapTo(String.class)
                .list());
  }

  private List<String> deviations(Books books) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .select("select detail from book_deviations(?)", books.orgId())
                .mapTo(String.class)
                .list());
  }
}
