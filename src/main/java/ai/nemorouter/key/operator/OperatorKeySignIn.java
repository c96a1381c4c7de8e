package ai.nemorouter.key.operator;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.OperatorSignIn;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.management.KeySignIn;
import ai.nemorouter.platform.json.ApiError;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Reads the `Authorization` header of `/v1/operator/…`. Answers name at most the last four
/// characters of what was sent.
@ApplicationScoped
public class OperatorKeySignIn implements OperatorSignIn {
  private final OperatorKeys keys;
  private final KeySignIn others;
  private final CurrentActor current;

  OperatorKeySignIn(OperatorKeys keys, KeySignIn others, CurrentActor current) {
    this.keys = keys;
    this.others = others;
    this.current = current;
  }

  @Override
  public Operator operatorOrThrow(@Nullable String authorization, boolean changing) {
    String secret = KeySignIn.secretOrThrow(authorization);
    OperatorKey key =
        keys.use(KeySecret.sha256(secret)).orElseThrow(() -> refusal(authorization, secret));
    String address = current.origin().address();
    if (!KeyPolicy.isWithin(address, key.allowedAddresses())) {
      throw ApiError.permission(
              "The operator key %s may not be used from the address %s."
                  .formatted(key.label(), address))
          .reason("key_address_not_allowed")
          .exception();
    }
    if (changing && key.readOnly()) {
      throw ApiError.permission(
              "The operator key %s may only read. Make one that may change things, in the console."
                  .formatted(key.label()))
          .reason("operator_key_read_only")
          .exception();
    }
    return new Operator(key.id(), key.name() + " (operator key)", current.origin(), true);
  }

  private RuntimeException refusal(@Nullable String authorization, String secret) {
    if (secret.startsWith(KeySecret.OPERATOR_PREFIX)) {
      return ApiError.authentication(
              "There is no operator key …%s that works. It may have expired or been revoked."
                  .formatted(KeySecret.lastFour(secret)))
          .reason("key_unknown")
          .exception();
    }
    others.organizationOrThrow(authorization);
    return ApiError.permission("Only operator keys can perform this operation")
        .reason("operator_key_required")
        .exception();
  }
}
