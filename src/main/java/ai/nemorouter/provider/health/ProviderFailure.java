package ai.nemorouter.provider.health;

/// How a call of a provider can fail, as far as its health is concerned.
public enum ProviderFailure {
  /// No connection came about.
  UNREACHABLE("cannot be reached", true),
  /// No answer began in time, or a stream fell silent.
  TIMEOUT("took too long to answer", true),
  /// It answered with a status of 500 or more.
  SERVER_ERROR("failed", true),
  /// It broke off its answer.
  BROKEN("broke off its answer", true),
  /// What it answered is not of use: it cannot be read, is too large, or a call of a tool that is
  /// none. That may be due to the request, or to our reading.
  UNUSABLE("gave an answer that could not be used", true),
  /// It rejected the account: a status of 401, 402 or 403.
  ACCOUNT("turned the account down", true),
  /// It limits the rate of requests: a status of 429. It is well, and busy.
  RATE_LIMITED("limits the rate of requests", false),
  /// It rejected the caller's request: any other status of 400 to 499. It is well.
  CALLER("turned a request down", false),
  /// The caller hung up before the provider could show anything.
  ABANDONED("was not waited for", false);

  private final String words;
  private final boolean own;

  ProviderFailure(String words, boolean own) {
    this.words = words;
    this.own = own;
  }

  /// To be read after the provider's name.
  public String words() {
    return words;
  }

  /// Whether people count it as a failure of the provider.
  public boolean isItsOwn() {
    return own;
  }

  /// What a status that is no success means.
  public static ProviderFailure ofStatus(int status) {
    return switch (status) {
      case 401, 402, 403 -> ACCOUNT;
      case 408 -> TIMEOUT;
      case 429 -> RATE_LIMITED;
      default -> status >= 400 && status < 500 ? CALLER : SERVER_ERROR;
    };
  }
}
