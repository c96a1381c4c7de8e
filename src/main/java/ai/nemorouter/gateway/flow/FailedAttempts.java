package ai.nemorouter.gateway.flow;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.flow.Attempt.Ending;
import ai.nemorouter.gateway.flow.AttemptFailure.NextStep;
import ai.nemorouter.gateway.upstream.UpstreamErrors;
import ai.nemorouter.gateway.upstream.UpstreamFailure;
import ai.nemorouter.gateway.upstream.UpstreamResponse;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.http.RefusalLog;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.UntranslatableException;
import ai.nemorouter.provider.health.ProviderFailure;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What an attempt comes to that got no answer: what the client is told, what it costs, what the
/// record and the provider's health say, and whether another offering is tried.
@ApplicationScoped
class FailedAttempts {
  static final Ending FAULT = Ending.failed(500, "gateway_error");

  private static final Logger LOG = Logger.getLogger(FailedAttempts.class);

  private final RefusalLog refusalLog;
  private final GatewayConfig config;

  FailedAttempts(RefusalLog refusalLog, GatewayConfig config) {
    this.refusalLog = refusalLog;
    this.config = config;
  }

  static AttemptResult.Failed untranslatable(Provider provider, UntranslatableException cause) {
    ApiError error =
        ApiError.invalidRequest(String.valueOf(cause.getMessage()))
            .param(cause.field())
            .reason("not_supported_by_provider")
            .with("provider_name", provider.name());
    return new AttemptResult.Failed(
        Ending.failed(error.status(), "not_supported_by_provider"),
        null,
        new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.ABANDONED));
  }

  AttemptResult.Failed turnedDown(Attempt call, UpstreamResponse response)
      throws InterruptedException {
    Provider provider = call.offering().provider();
    int status = response.status();
    refusalLog.write(
        RefusalLog.Kind.PROVIDER,
        LOG,
        Logger.Level.WARN,
        "A provider turned a call down provider=%s status=%d call=%s",
        provider.name(),
        status,
        call.id());
    Buffer body = explanation(response);
    int meant = UpstreamErrors.meaning(status, body, response.header("x-should-retry"), provider);
    ApiError error = UpstreamErrors.of(meant, body, response.header("retry-after"), provider);
    return new AttemptResult.Failed(
        Ending.failed(error.status(), "provider_status_" + status),
        null,
        AttemptFailure.ofStatus(meant, error));
  }

  /// What it says besides its status; empty if that does not arrive.
  private Buffer explanation(UpstreamResponse response) throws InterruptedException {
    try {
      return response.readAll(config.maxRequestBody().asLongValue(), config.stallTimeout());
    } catch (UpstreamFailure e) {
      return Buffer.buffer();
    }
  }

  private void logUnreachable(Attempt call, @Nullable Throwable cause) {
    refusalLog.write(
        RefusalLog.Kind.PROVIDER,
        LOG,
        Logger.Level.WARN,
        "A provider cannot be reached provider=%s call=%s cause=%s",
        call.offering().provider().name(),
        call.id(),
        cause == null ? "the node stops" : FailureText.of(cause));
  }

  /// docs/limits.md ("What a call costs that did not end well") says why each costs what it costs.
  AttemptResult.Over failed(Attempt call, UpstreamFailure failure) {
    ApiError error = UpstreamErrors.of(failure, call.offering().provider());
    return switch (failure.kind()) {
      case UNREACHABLE -> {
        logUnreachable(call, failure.getCause());
        yield new AttemptResult.Failed(
            Ending.failed(error.status(), "provider_unreachable"),
            null,
            new AttemptFailure(error, NextStep.AGAIN, ProviderFailure.UNREACHABLE));
      }
      case TIMEOUT -> {
        if (call.exchange().isDisconnected()) {
          yield new AttemptResult.Disconnected(FAULT, call.mostBill());
        }
        yield new AttemptResult.Failed(
            Ending.failed(error.status(), "provider_timeout"),
            call.deliveredBill(),
            new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.TIMEOUT));
      }
      case QUEUED ->
          new AttemptResult.Failed(
              Ending.failed(error.status(), "provider_busy"),
              null,
              new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.ABANDONED));
      case BROKEN ->
          new AttemptResult.Failed(
              Ending.failed(error.status(), "provider_broke_off"),
              call.deliveredBill(),
              new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.BROKEN));
      case TOO_LARGE ->
          new AttemptResult.Failed(
              Ending.failed(error.status(), "provider_broke_off"),
              call.deliveredBill(),
              new AttemptFailure(error, NextStep.ANOTHER_OFFERING, ProviderFailure.UNUSABLE));
      case CLIENT_GONE ->
          new AttemptResult.Disconnected(Ending.failed(499, "client_gone"), call.mostBill());
      case NODE_STOPS ->
          new AttemptResult.Disconnected(Ending.failed(499, "client_gone"), call.deliveredBill());
    };
  }
}
