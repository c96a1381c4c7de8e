package ai.nemorouter.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.testsupport.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every route says who may use it.
class RouteRightsTest {
  private static final List<Route> ROUTES = Route.all();

  @Test
  void everyRouteDeclaresAPermissionOrAnAudience() {
    assertThat(ROUTES).hasSizeGreaterThan(100);
    assertThat(ROUTES)
        .as("put @Needs(Permission.…) or @OpenTo(OpenTo.Audience.…) on the method or its class")
        .allMatch(route -> route.audience() != null || route.needs().isPresent());
  }

  @Test
  void everyPageOfAnOrganizationNeedsItsMembership() {
    assertThat(ROUTES)
        .filteredOn(route -> route.path().startsWith("/o/{"))
        .as("what is under /o/{slug} is never open to others")
        .allMatch(route -> route.needs().isPresent());
  }

  @Test
  void everyPageOfTheInstallationIsForOperators() {
    assertThat(ROUTES)
        .filteredOn(route -> route.path().matches("(/v1)?/operator.*"))
        .allMatch(route -> route.audience() == OpenTo.Audience.OPERATORS);
  }

  @Test
  void nothingThatChangesIsOpenToWhoeverMayOnlyLook() {
    assertThat(ROUTES)
        .filteredOn(route -> !route.verb().equals("GET"))
        .filteredOn(route -> route.needs().isPresent())
        .filteredOn(route -> !route.path().endsWith("/migration"))
        // They read: a form is sent because an export is written down, and a saved head or the text
        // that a guardrail is tried on is long; a replay takes time.
        .filteredOn(route -> !route.path().matches(".*/audit/(exports|integrity|verification)"))
        .filteredOn(route -> !route.path().matches(".*/(requests|journal)/exports"))
        .filteredOn(route -> !route.path().matches(".*/guardrails/(\\{id}/)?(trial|replay)"))
        // Everybody hides the first steps for themselves alone.
        .filteredOn(route -> !route.path().matches(".*/overview/first-steps/(hide|show)"))
        // Everybody keeps views of requests for themselves; shared ones need more, which the use
        // case
        // asks for.
        .filteredOn(route -> !route.path().matches(".*/requests/views(/.*)?"))
        // Everybody has what they see mailed to themselves.
        .filteredOn(route -> !route.path().matches(".*/usage/schedule(/(pause|resume|end))?"))
        .as("an auditor sees everything and changes nothing")
        .noneMatch(route -> {
          Permission[] sufficient = route.needs().orElseThrow().value();
          return sufficient.length > 0
              && List.of(sufficient).stream().anyMatch(Role.AUDITOR::allows);
        });
  }
}
