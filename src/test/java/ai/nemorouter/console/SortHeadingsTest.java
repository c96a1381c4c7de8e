package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The headings of every list that sorts. A list is found by its headings, without being named
/// here.
@QuarkusTest
class SortHeadingsTest {
  private static final int OK = 200;

  /// At least so many columns sort in all lists together.
  private static final int COLUMNS = 50;

  private static final Pattern HEADING =
      Pattern.compile("<a class=\"sort\" href=\"([^\"]*sort=[^\"]*)\">");
  private static final Pattern SORTED = Pattern.compile("aria-sort=\"(\\w+)\"");

  @Inject FurnishedOrganization organizations;
  @Inject FurnishedInstallation installation;
  @Inject GatewayWorld gateway;
  @Inject World world;

  private final List<String> wrong = new ArrayList<>();
  private int columns;

  @Test
  void everyColumnThatSortsDoesSoBothWays() {
    Furnished furnished =
        organizations.make(
            gateway.serve(
                "console", wire -> wire.json(OK, GatewayWorld.ANSWER.formatted(",\"cost\":0.01"))));
    World.Login login = world.ownerWithPassword(furnished.place(), true);
    String session =
        Visitor.signIn(login.email(), login.password(), "/").cookie("__Host-nemo-session");
    Visitor.Person operator = new Visitor.Person(login.email(), session);
    Set<String> paths = new LinkedHashSet<>();
    furnished.pages().forEach((path, _) -> paths.add(furnished.place().path(path)));
    paths.addAll(installation.pages(furnished.place().orgId(), furnished.keyId()).keySet());

    paths.stream()
        .filter(path -> path.indexOf('?') < 0)
        .forEach(path ->
            HEADING
                .matcher(operator.browser().get(path).asString())
                .results()
                .map(heading -> heading.group(1))
                .filter(query -> !query.contains("metric="))
                .forEach(query -> sortBothWays(operator, path, query)));

    assertThat(wrong).isEmpty();
    assertThat(columns).isGreaterThanOrEqualTo(COLUMNS);
  }

  private void sortBothWays(Visitor.Person operator, String path, String query) {
    columns++;
    String first = direction(operator, path + query);
    String other =
        direction(
            operator,
            path
                + (query.contains("sort=-")
                    ? query.replace("sort=-", "sort=")
                    : query.replace("sort=", "sort=-")));
    if (first.equals(other)
        || !Set.of("ascending", "descending").containsAll(List.of(first, other))) {
      wrong.add("%s%s: %s, then %s".formatted(path, query, first, other));
    }
  }

  /// Which way the page says that it is sorted.
  private static String direction(Visitor.Person operator, String address) {
    Response page = operator.browser().urlEncodingEnabled(false).get(address);
    return page.statusCode() != OK
        ? "status " + page.statusCode()
        : SORTED
            .matcher(page.asString())
            .results()
            .map(sorted -> sorted.group(1))
            .findFirst()
            .orElse("not at all");
  }
}
