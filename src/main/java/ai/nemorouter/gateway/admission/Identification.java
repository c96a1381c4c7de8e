package ai.nemorouter.gateway.admission;

import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyPasses;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.platform.json.ApiError;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Finds out whose key a request carries.
@ApplicationScoped
public class Identification {
  private static final String BEARER = "Bearer ";
  private static final int LOOK_UPS_MAX = 2;

  private final KeyRing keyRing;
  private final ManagementKeys managementKeys;
  private final Admission admission;
  private final KeyPasses passes;
  private final Judging judging;
  private final Semaphore lookUps = new Semaphore(LOOK_UPS_MAX);

  Identification(
      KeyRing keyRing,
      ManagementKeys managementKeys,
      Admission admission,
      KeyPasses passes,
      Judging judging) {
    this.keyRing = keyRing;
    this.managementKeys = managementKeys;
    this.admission = admission;
    this.passes = passes;
    this.judging = judging;
  }

  /// Notes that a request comes from the console, before anything else is done with it.
  public void recognize(Exchange exchange) {
    passes
        .find(exchange.header("authorization"))
        .ifPresent(pass -> {
          exchange.sender().shows(pass);
          if (!judging.isOne(exchange)) {
            exchange.id(pass.requestId());
          }
        });
  }

  /// The key, as it was at most two seconds ago: the hold has the last word on whether it may call.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException 401 if the key is missing or unknown, 403 for
  ///   a management key
  public KeyIdentity ofCall(Exchange exchange) {
    return identify(exchange, true);
  }

  /// The key as it is now, for requests that place no hold.
  public KeyIdentity ofQuery(Exchange exchange) {
    KeyIdentity key = identify(exchange, false);
    ApiError error = refusal(key, Instant.now());
    if (error == null) {
      error = admission.ofAddress(exchange, key);
    }
    if (error != null) {
      throw error.exception();
    }
    return key;
  }

  /// The same where a request may come without a key; but not with one that is not valid.
  public Optional<KeyIdentity> ofQueryIfAny(Exchange exchange) {
    return exchange.header("authorization") == null && exchange.header("x-api-key") == null
        ? Optional.empty()
        : Optional.of(ofQuery(exchange));
  }

  /// Whose request it is, as far as that can be said without waiting.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException 401 if no key came along, or what came has
  ///   not even the form of one
  public Optional<KeyIdentity> atHand(Exchange exchange) {
    if (exchange.sender().pass() != null) {
      return Optional.empty();
    }
    return KeySecret.parse(secret(exchange)).flatMap(known -> keyRing.atHand(known.sha256()));
  }

  private KeyIdentity identify(Exchange exchange, boolean fromCache) {
    Optional<KeyIdentity> fresh = fromCache ? exchange.freshKey() : Optional.empty();
    KeyPasses.Pass pass = exchange.sender().pass();
    return fresh.orElseGet(
        () -> pass == null ? lookUp(secret(exchange), fromCache) : ofPassOrThrow(pass));
  }

  private KeyIdentity ofPassOrThrow(KeyPasses.Pass pass) {
    return keyRing
        .ofPass(pass)
        .orElseThrow(() ->
            ApiError.authentication("This key is not there any more. Choose another one.")
                .reason("key_unknown")
                .exception());
  }

  private KeyIdentity lookUp(String text, boolean fromCache) {
    Optional<KeySecret> secret = KeySecret.parse(text);
    Optional<KeyIdentity> key =
        secret.flatMap(
            known -> fromCache ? keyRing.cached(known.sha256()) : keyRing.find(known.sha256()));
    return key.orElseThrow(() -> unknown(text).exception());
  }

  /// As a bearer, or as Anthropic's clients send it. Some clients send another service's credential
  /// beside it: the one that has our form decides, and if both have, the bearer.
  private static String secret(Exchange exchange) {
    String alone = exchange.header("x-api-key");
    String header = exchange.header("authorization");
    if (alone == null) {
      return bearer(header);
    }
    boolean ownBearer = header != null && isOurs(afterBearer(header));
    return !ownBearer && (header == null || isOurs(alone.strip())) ? alone.strip() : bearer(header);
  }

  private static boolean isOurs(String text) {
    return text.startsWith(KeySecret.PREFIX);
  }

  private static String afterBearer(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : "";
  }

  private static String bearer(@Nullable String header) {
    if (header == null) {
      throw ApiError.authentication(
              "No key came with the request. Send it as \"Authorization: Bearer sk-nemo-…\".")
          .reason("key_missing")
          .exception();
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || header.length() == BEARER.length()) {
      throw ApiError.authentication("The Authorization header must be \"Bearer sk-nemo-…\".")
          .reason("key_malformed")
          .exception();
    }
    return header.substring(BEARER.length()).strip();
  }

  private ApiError unknown(String text) {
    if (isManagementKey(text)) {
      return ApiError.permission("A management key cannot make calls. Use a key made with it.")
          .reason("management_key");
    }
    String shown =
        text.startsWith(KeySecret.PREFIX) ? " " + KeySecret.label(KeySecret.lastFour(text)) : "";
    return ApiError.authentication("The key" + shown + " is not known here.").reason("key_unknown");
  }

  /// Anything may be a management key. So that junk does not keep the database busy, only a few are
  /// looked up at a time; beyond, the answer says less.
  private boolean isManagementKey(String text) {
    if (text.isEmpty() || !lookUps.tryAcquire()) {
      return false;
    }
    try {
      return managementKeys.isKnown(KeySecret.sha256(text));
    } finally {
      lookUps.release();
    }
  }

  /// Why the key is refused now; null if it is live.
  public static @Nullable ApiError refusal(KeyIdentity key, Instant now) {
    return key.whyNotLive(now).map(reason -> notLive(reason, key)).orElse(null);
  }

  static ApiError notLive(NotLive reason, KeyIdentity key) {
    String label = "The key " + key.label();
    ApiError error =
        switch (reason) {
          case REVOKED ->
              ApiError.authentication(label + " was revoked. Create a new one in the console.");
          case DISABLED ->
              ApiError.authentication(
                  label + " is disabled. Enable it in the console or use another one.");
          case EXPIRED ->
              ApiError.authentication(label + " has expired. Create a new one in the console.");
          case TEAM_ARCHIVED ->
              ApiError.permission(label + " belongs to a team that was archived.");
          case SECRET_ENDED ->
              ApiError.authentication(
                  "The secret "
                      + key.label()
                      + " was replaced and has ended. Use the key's newer secret.");
          case ORGANIZATION_SUSPENDED ->
              ApiError.permission("The organization of the key " + key.label() + " is suspended.");
        };
    return error.reason(reason.word());
  }
}
