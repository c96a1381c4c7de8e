package ai.nemorouter.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/// Metrics and health are for monitoring, not for the world.
@QuarkusTest
class ManagementPortTest {
  @TestHTTPResource(value = "health", management = true)
  private URI health;

  @TestHTTPResource(value = "metrics", management = true)
  private URI metrics;

  @Test
  void metricsAndHealthAreAnsweredOnAPortOfTheirOwnThatOnlyThisMachineReaches() {
    assertThat(RestAssured.get(health).statusCode()).isEqualTo(200);
    assertThat(RestAssured.get(metrics).asString()).contains("nemorouter_holds");
    assertThat(health.getPort()).isNotEqualTo(RestAssured.port);
    assertThat(ConfigProvider.getConfig().getValue("quarkus.management.host", String.class))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void thePortOfConsoleAndApiAnswersNeither() {
    for (String path : List.of("metrics", "health", "health/ready", "health/live")) {
      assertThat(RestAssured.get("/q/" + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void whereItIsNotSetItFollowsTheOtherPort() {
    assertThat(ManagementPort.withField(8080)).isEqualTo(9080);
    assertThat(ManagementPort.withField(8081)).isEqualTo(9081);
    assertThat(ManagementPort.withField(65_000)).isEqualTo(64_000);
    assertThat(ManagementPort.withField(0)).isZero();
  }
}
