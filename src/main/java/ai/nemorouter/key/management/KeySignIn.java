package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.AutomationSignIn;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyRing;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.limit.engine.NotLive;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the `Authorization` header of the management API. Answers name at most the last four
/// characters of what was sent.
@ApplicationScoped
public class KeySignIn implements AutomationSignIn {
  private static final String SCHEME = "Bearer ";

  private final KeyRing keyRing;
  private final ManagementKeys managementKeys;
  private final CurrentActor current;

  KeySignIn(KeyRing keyRing, ManagementKeys managementKeys, CurrentActor current) {
    this.keyRing = keyRing;
    this.managementKeys = managementKeys;
    this.current = current;
  }

  @Override
  public Actor.Automation automationOrThrow(@Nullable String authorization) {
    String secret = secretOrThrow(authorization);
    Optional<Actor.Automation> automation =
        managementKeys.find(KeySecret.sha256(secret), current.origin());
    if (automation.isPresent()) {
      return automation.get();
    }
    keyOrThrow(secret);
    throw ApiError.permission("Only management keys can perform this operation")
        .reason("management_key_required")
        .exception();
  }

  /// The program behind a management key; empty where another key was sent.
  public Optional<Actor.Automation> automation(@Nullable String authorization) {
    return managementKeys.find(KeySecret.sha256(secretOrThrow(authorization)), current.origin());
  }

  /// The inference key that the header carries, if calls may be made with it now.
  public KeyIdentity keyOrThrowFrom(@Nullable String authorization) {
    return keyOrThrow(secretOrThrow(authorization));
  }

  /// The organization of whichever key the header carries.
  public UUID organizationOrThrow(@Nullable String authorization) {
    String secret = secretOrThrow(authorization);
    return managementKeys
        .find(KeySecret.sha256(secret), current.origin())
        .map(Actor.Automation::orgId)
        .orElseGet(() -> keyOrThrow(secret).orgId());
  }

  private KeyIdentity keyOrThrow(String secret) {
    KeyIdentity identity =
        KeySecret.parse(secret)
            .flatMap(parsed -> keyRing.find(parsed.sha256()))
            .orElseThrow(() -> unknown(secret));
    identity
        .whyNotLive(Instant.now())
        .ifPresent(reason -> {
          throw refusal(identity, reason);
        });
    requireAddress(identity);
    return identity;
  }

  private static ApiException unknown(String secret) {
    return secret.startsWith(KeySecret.OPERATOR_PREFIX)
        ? refused(
            "Operator keys are for /v1/operator/… alone. Use a key of the organization.",
            "operator_key")
        : refused("There is no key …" + KeySecret.lastFour(secret) + ".", "key_unknown");
  }

  private void requireAddress(KeyIdentity identity) {
    String address = current.origin().address();
    if (!identity.policy().allowsAddress(address)) {
      throw ApiError.permission(
              "The key %s may not be used from the address %s."
                  .formatted(identity.label(), address))
          .reason("key_address_not_allowed")
          .exception();
    }
  }

  private static ApiException refusal(KeyIdentity identity, NotLive reason) {
    String label = "The key " + identity.label();
    String message =
        switch (reason) {
          case DISABLED -> label + " is disabled.";
          case EXPIRED -> label + " has expired.";
          case REVOKED -> label + " was revoked.";
          case TEAM_ARCHIVED -> label + " belongs to an archived team.";
          case ORGANIZATION_SUSPENDED -> label + " belongs to a suspended organization.";
          case SECRET_ENDED ->
              "The secret " + identity.label() + " was replaced. Use the key's newer one.";
        };
    return refused(message, reason.word());
  }

  /// What follows `Bearer` in the header.
  ///
  /// @throws ApiException with 401 where nothing does
  public static String secretOrThrow(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw refused(
          "Missing Authentication header: send Authorization: Bearer <key>.", "key_missing");
    }
    String secret = authorization.substring(SCHEME.length()).strip();
    if (secret.isEmpty()) {
      throw refused("The Authorization header has no key after Bearer.", "key_missing");
    }
    return secret;
  }

  private static ApiException refused(String message, String reason) {
    return ApiError.authentication(message).reason(reason).exception();
  }
}
