package ai.nemorouter.sso.provider;

import ai.nemorouter.platform.text.PlainText;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.runtime.OidcProvider;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/// The provider as quarkus-oidc found it, or finds it when somebody needs it: the application
/// starts without its provider. What quarkus-oidc throws is told apart here: the provider says no,
/// or it cannot be asked.
@ApplicationScoped
class ProviderConnection {
  /// With the provider's configuration.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /// With one step of signing in or refreshing. Those of a refresh fit into the lease of its
  /// session.
  private static final Duration STEP = Duration.ofSeconds(10);

  private static final Logger LOG = Logger.getLogger(ProviderConnection.class);
  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
  private static final Pattern ERROR = Pattern.compile("[a-z_]{1,40}");
  private static final int CAUSES_MAX = 10;
  private static final int OK = 200;

  private final TenantConfigBean tenants;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile Instant answeredAt = Instant.MIN;
  private volatile Instant failedAt = Instant.MIN;

  ProviderConnection(TenantConfigBean tenants) {
    this.tenants = tenants;
  }

  /// The provider as it was when it was first found. Its keys are fetched anew as tokens need them.
  OidcProvider provider() throws ProviderUnreachableException {
    TenantConfigContext tenant = tenants.getDefaultTenant();
    return tenant.ready() ? tenant.provider() : asked(() -> found(tenant));
  }

  /// The same, but only if it answers now: before somebody is sent there.
  OidcProvider answeringProvider() throws ProviderUnreachableException {
    OidcProvider provider = provider();
    if (answeredAt.plus(FRESH).isAfter(Instant.now())) {
      return provider;
    }
    return asked(() -> answering(provider));
  }

  /// Waits for what quarkus-oidc asks the provider.
  static <T> T answer(Uni<T> question)
      throws ProviderUnreachableException, ProviderRefusedException {
    try {
      return question.await().atMost(STEP);
    } catch (RuntimeException e) {
      throw refusal(e);
    }
  }

  private interface Question {
    OidcProvider ask();
  }

  /// One request at a time, and none shortly after a failure: callers that come while the provider
  /// is down do not wait for it again.
  private OidcProvider asked(Question question) throws ProviderUnreachableException {
    turn.lock();
    try {
      if (failedAt.plus(PAUSE_AFTER_FAILURE).isAfter(Instant.now())) {
        throw new ProviderUnreachableException("It did not answer a moment ago.");
      }
      OidcProvider provider = question.ask();
      answeredAt = Instant.now();
      return provider;
    } catch (RuntimeException e) {
      failedAt = Instant.now();
      LOG.warnf("The identity provider cannot be asked: %s", reason(e));
      throw new ProviderUnreachableException(reason(e), e);
    } finally {
      turn.unlock();
    }
  }

  private static OidcProvider found(TenantConfigContext tenant) {
    return tenant.ready()
        ? tenant.provider()
        : tenant.initialize().await().atMost(PATIENCE).provider();
  }

  private OidcProvider answering(OidcProvider provider) {
    if (answeredAt.plus(FRESH).isAfter(Instant.now())) {
      return provider;
    }
    int status =
        tenants
            .getDefaultTenant()
            .getOidcProviderClient()
            .getWebClient()
            .getAbs(provider.getMetadata().getDiscoveryUri())
            .send()
            .await()
            .atMost(PATIENCE)
            .statusCode();
    if (status != OK) {
      throw new ProviderHttp.AwayException(status);
    }
    return provider;
  }

  /// @return what to throw: the provider said no, unless it could not be asked
  private static ProviderRefusedException refusal(RuntimeException failure)
      throws ProviderUnreachableException {
    List<Throwable> chain = chain(failure);
    for (Throwable link : chain) {
      if (link instanceof ProviderHttp.AwayException
          || link instanceof TimeoutException
          || link instanceof IOException) {
        throw new ProviderUnreachableException(reason(link), failure);
      }
    }
    for (Throwable link : chain.reversed()) {
      if (link instanceof InvalidJwtException token) {
        return new ProviderRefusedException("The token cannot be trusted: " + faults(token), token);
      }
      if (link instanceof OIDCException answer) {
        return new ProviderRefusedException("The provider says " + word(answer), answer);
      }
      if (link instanceof DecodeException) {
        return new ProviderRefusedException("The provider's answer cannot be read", link);
      }
    }
    if (chain.getLast() instanceof AuthenticationCompletionException
        || chain.getLast() instanceof AuthenticationFailedException) {
      return new ProviderRefusedException("The answer is not what was asked for", failure);
    }
    throw new ProviderUnreachableException("It does not answer.", failure);
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable link = failure; link != null && chain.size() < CAUSES_MAX; ) {
      chain.add(link);
      link = link.getCause();
    }
    return chain;
  }

  private static String reason(Throwable failure) {
    return switch (failure) {
      case ProviderHttp.AwayException away -> String.valueOf(away.getMessage());
      case CompletionException wrapped when wrapped.getCause() != null ->
          reason(wrapped.getCause());
      default -> "It does not answer (" + failure.getClass().getSimpleName() + ").";
    };
  }

  /// Without the token and its claims, which the exception's own message quotes.
  private static String faults(InvalidJwtException token) {
    List<String> faults =
        token.getErrorDetails().stream()
            .map(fault ->
                fault.getErrorCode() == ErrorCodes.SIGNATURE_INVALID
                    ? "its signature is not the provider's"
                    : fault.getErrorMessage())
            .toList();
    return PlainText.escaped(String.join("; ", faults), 200);
  }

  /// The code of an OAuth error, out of the body that quarkus-oidc makes its message.
  private static String word(OIDCException answer) {
    try {
      String error = new JsonObject(String.valueOf(answer.getMessage())).getString("error");
      return error != null && ERROR.matcher(error).matches() ? error : "no";
    } catch (DecodeException e) {
      return "no, for no reason that can be read";
    }
  }
}
