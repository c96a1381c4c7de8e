package ai.nemorouter.testsupport;

import static io.restassured.config.LogConfig.logConfig;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;

/// Prints request and response when an expectation about them fails, as they were sent. Quarkus'
/// own setting also indents every body, failed or not, which took a sixth of the processor time of
/// all tests. Registered in `META-INF/services`.
public class FailedExpectations implements QuarkusTestBeforeEachCallback {
  @Override
  public void beforeEach(QuarkusTestMethodContext context) {
    RestAssured.config =
        RestAssured.config()
            .logConfig(
                logConfig()
                    .enableLoggingOfRequestAndResponseIfValidationFails()
                    .enablePrettyPrinting(false));
  }
}
