package ai.nemorouter.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.bootstrap.BootstrapSettings.Operator;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BootstrapTest {
  private static final String SECRET = "a-management-key-for-automation";

  @Inject Bootstrap bootstrap;
  @Inject TestDatabase database;
  @Inject Organizations organizations;
  @Inject ManagementKeys managementKeys;
  @Inject Credits credits;

  @Test
  void aStartHasMadeTheFirstOrganizationWithItsTeamAndCredit() {
    UUID orgId = firstOrganization();

    assertThat(credits.balance(new Actor.Setup(orgId)).granted()).isEqualTo(Money.ofUsd("1000"));
    assertThat(count("select count(*) from teams where org_id = ? and name = 'Default'", orgId))
        .isEqualTo(1);
  }

  @Test
  void manyStartsAtOnceMakeEverythingOnce() throws Exception {
    String email = "ada." + UUID.randomUUID() + "@example.com";
    BootstrapSettings settings =
        new BootstrapSettings(
            "Another", Money.ofUsd("5"), new Operator(email, "correct horse"), SECRET);

    Callable<Object> start =
        () -> {
          bootstrap.run(settings);
          return email;
        };
    try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
      for (var started : nodes.invokeAll(IntStream.range(0, 8).mapToObj(_ -> start).toList())) {
        assertThat(started.get()).isEqualTo(email);
      }
    }

    UUID orgId = firstOrganization();
    assertThat(credits.entries(new Actor.Setup(orgId), 1).items()).hasSize(1);
    assertThat(count("select count(*) from users where email = ? and operator", email))
        .isEqualTo(1);
    assertThat(
            count(
                "select count(*) from members m join users u on u.id = m.user_id where u.email = ? and m.role = 'owner'",
                email))
        .isEqualTo(1);
    assertThat(managementKeys.find(KeySecret.sha256(SECRET), Origin.INSIDE).orElseThrow().orgId())
        .isEqualTo(orgId);
  }

  @Test
  void aChangedManagementKeyTakesTheOldOnesPlace() {
    List<String> secrets = List.of("first key of the environment", "second key of the environment");
    for (String secret : secrets) {
      bootstrap.run(new BootstrapSettings("Any", Money.ZERO, null, secret));
    }

    assertThat(managementKeys.find(KeySecret.sha256(secrets.getFirst()), Origin.INSIDE)).isEmpty();
    assertThat(managementKeys.find(KeySecret.sha256(secrets.getLast()), Origin.INSIDE)).isPresent();
  }

  private UUID firstOrganization() {
    return database.inInstallation(() -> organizations.first().orElseThrow());
  }

  private long count(String query, Object parameter) {
    return database
        .acrossOrganizations()
        .read(handle -> handle.select(query, parameter).mapTo(Long.class).one());
  }
}
