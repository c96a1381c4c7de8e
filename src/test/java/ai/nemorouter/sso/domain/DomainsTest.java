package ai.nemorouter.sso.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Origin;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Whose an e-mail domain is.
@QuarkusTest
class DomainsTest {
  private static final int TIMES = 10;
  private static final Operator OPERATOR = new Operator(Ids.next(), "Grace", Origin.INSIDE);

  @Inject World world;
  @Inject Domains domains;

  @Test
  void aDomainIsOneOrganizationsUntilItIsTakenAway() {
    World.Place globex = world.newOrganization();
    World.Place initech = world.newOrganization();
    String domain = wantedBy(globex, initech);

    domains.approve(OPERATOR, globex.orgId(), domain);

    assertThatThrownBy(() -> domains.approve(OPERATOR, initech.orgId(), domain))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Another organization has this domain");
    domains.refuse(OPERATOR, globex.orgId(), domain);
    domains.approve(OPERATOR, initech.orgId(), domain);
    assertThat(isApproved(initech, domain)).isTrue();
    assertThat(domains.list(globex.owner())).isEmpty();
  }

  @Test
  void ofTwoWhoAreApprovedAtTheSameMomentOneIsRefused() throws Exception {
    try (ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < TIMES; i++) {
        World.Place globex = world.newOrganization();
        World.Place initech = world.newOrganization();
        String domain = wantedBy(globex, initech);

        List<Future<Boolean>> approved =
            operators.invokeAll(
                List.of(() -> approves(globex, domain), () -> approves(initech, domain)));

        assertThat(approved.stream().map(Future::resultNow)).containsOnlyOnce(true);
        assertThat(isApproved(globex, domain)).isNotEqualTo(isApproved(initech, domain));
      }
    }
  }

  private boolean approves(World.Place place, String domain) {
    try {
      domains.approve(OPERATOR, place.orgId(), domain);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private String wantedBy(World.Place... places) {
    String domain = Ids.next() + ".example.com";
    for (World.Place place : places) {
      domains.request(place.owner(), new DomainForm(domain));
    }
    return domain;
  }

  private boolean isApproved(World.Place place, String domain) {
    return domains.find(place.owner(), domain).isApproved();
  }
}
