package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What bookmarks and links in mail that was sent lead to.
@QuarkusTest
class FormerAddressesTest {
  private static final int PERMANENT_REDIRECT = 308;

  private final World world;
  private final Visitor visitor;

  FormerAddressesTest(World world, Visitor visitor) {
    this.world = world;
    this.visitor = visitor;
  }

  @Test
  void whatWasSavedWhenRequestsWereNamedCallsLeadsToThem() {
    World.Place place = world.newOrganization();
    Visitor.Person owner = visitor.owner(place.orgId());
    String query = "?status=failed&range=7d&model=%22a%2Fb%22";

    for (String rest : List.of("", query, "/" + Ids.next(), "/views/new" + query)) {
      Response answer = get(owner, place.path("calls") + rest);
      assertThat(answer.statusCode()).as(rest).isEqualTo(PERMANENT_REDIRECT);
      assertThat(answer.header("Location")).isEqualTo(place.path("requests") + rest);
    }
    assertThat(get(owner, place.path("requests") + query).statusCode()).isEqualTo(200);
  }

  @Test
  void whatOnlyBeginsLikeAFormerAddressIsNone() {
    World.Place place = world.newOrganization();
    Visitor.Person owner = visitor.owner(place.orgId());

    for (String path : List.of("callsigns", "keys/calls", "calls-of-others")) {
      assertThat(get(owner, place.path(path)).statusCode()).as(path).isEqualTo(404);
    }
  }

  private static Response get(Visitor.Person person, String address) {
    return person.browser().urlEncodingEnabled(false).get(address);
  }
}
