package ai.nemorouter.key.connect;

import ai.nemorouter.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a test request.
///
/// @param status of HTTP; 0 where there was no answer
/// @param answer the beginning of what was answered; empty for nothing
/// @param charged null where nothing was told, as by what was refused
/// @param id of the request; null where it has none
/// @param problem the gateway's own reason; empty where it went well
/// @param remedy what to do about that; empty where the reason says it
public record TestRequest(
    String model,
    int status,
    String answer,
    @Nullable Money charged,
    @Nullable UUID id,
    String problem,
    String remedy) {
  static TestRequest unanswered(String model, String problem, String remedy) {
    return new TestRequest(model, 0, "", null, null, problem, remedy);
  }

  public boolean isAnswered() {
    return problem.isEmpty();
  }
}
