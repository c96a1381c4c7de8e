package ai.nemorouter.gateway.http;

import ai.nemorouter.limit.engine.HoldOutcome;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an answer tells in its headers, as long as they are not written. A client that is gone is
/// told nothing.
public final class AnswerHeaders {
  private final HttpServerResponse response;

  AnswerHeaders(HttpServerResponse response) {
    this.response = response;
  }

  /// Tells the caller of a limit that is nearly used up, as in `scope=key; unit=usd; period=month;
  /// used=8.10; limit=10; threshold=80`.
  public void warn(HoldOutcome.@Nullable Warning warning) {
    if (warning != null && areOpen()) {
      response.putHeader("x-nemo-budget-warning", BudgetWarning.text(warning));
    }
  }

  /// Names the fields of the request that have no effect at the provider that is asked now.
  public void ignoredFields(List<String> everywhere, List<String> here) {
    if (!areOpen()) {
      return;
    }
    String names = IgnoredFields.text(everywhere, here);
    if (names.isEmpty()) {
      response.headers().remove(IgnoredFields.HEADER);
    } else {
      response.putHeader(IgnoredFields.HEADER, names);
    }
  }

  /// Says which provider is asked, how many times one was, and what to know of a model that goes
  /// away.
  public void attempt(int number, String provider, @Nullable String farewell) {
    if (!areOpen()) {
      return;
    }
    response.putHeader("x-nemo-attempts", Integer.toString(number));
    response.putHeader("x-nemo-provider", provider);
    if (farewell != null) {
      response.putHeader("x-nemo-model-deprecated", farewell);
    }
  }

  /// What guardrails made of the request until now.
  void guardrails(String posture) {
    if (areOpen()) {
      response.putHeader("x-nemo-guardrails", posture);
    }
  }

  private boolean areOpen() {
    return !response.headWritten() && !response.closed();
  }
}
