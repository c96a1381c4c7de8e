package ai.nemorouter.gateway.http;

import ai.nemorouter.key.identity.KeyPasses;
import org.jspecify.annotations.Nullable;

/// Who stands behind a request: a client, a person in the console, or a guardrail's judge.
public final class RequestSender {
  private volatile boolean judge;
  private volatile KeyPasses.@Nullable Pass pass;

  /// It is the call of a guardrail's judge.
  public void judges() {
    judge = true;
  }

  public boolean isJudge() {
    return judge;
  }

  /// It comes from the console, with a pass instead of a secret.
  public void shows(KeyPasses.Pass shown) {
    pass = shown;
  }

  /// Null where a secret came, as it does from everybody outside.
  public KeyPasses.@Nullable Pass pass() {
    return pass;
  }
}
