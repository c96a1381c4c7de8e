package ai.nemorouter.gateway.admission;

import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyPasses;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.platform.http.ClientAddress;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/// Says what a key is not for: where it may be used from, and on which endpoints. Its models are
/// `Routing`'s to look at, because only what a name resolves to counts.
@ApplicationScoped
public class Admission {
  private final ClientAddress clientAddress;
  private final Judging judging;

  Admission(ClientAddress clientAddress, Judging judging) {
    this.clientAddress = clientAddress;
    this.judging = judging;
  }

  /// Why the key may not be used for that from there; null if it may.
  public @Nullable ApiError refusal(Exchange exchange, KeyIdentity key, Operation operation) {
    if (judging.isOne(exchange)) {
      return null; // The request that is judged has been admitted, and the judge is not the key's.
    }
    ApiError refusal = ofAddress(exchange, key);
    return refusal == null ? ofEndpoint(key, operation) : refusal;
  }

  /// Why the key may not be used from where the request comes from; null if it may.
  public @Nullable ApiError ofAddress(Exchange exchange, KeyIdentity key) {
    if (key.allowedAddresses().isEmpty() || judging.isOne(exchange)) {
      return null;
    }
    KeyPasses.Pass pass = exchange.sender().pass();
    String address = pass == null ? clientAddress.of(exchange.request()) : pass.address();
    return key.policy().allowsAddress(address)
        ? null
        : ApiError.permission(
                "The key %s may not be used from the address %s. Call from an address that it allows, or change its address ranges in the console."
                    .formatted(key.label(), address))
            .reason("key_address_not_allowed");
  }

  private static @Nullable ApiError ofEndpoint(KeyIdentity key, Operation operation) {
    KeyPolicy policy = key.policy();
    return policy.allowsEndpoint(operation.word())
        ? null
        : ApiError.permission(
                "The key %s may not be used for %s, only for: %s. Use another key, or change its endpoints in the console."
                    .formatted(
                        key.label(), operation.word(), String.join(", ", policy.endpoints())))
            .reason("key_endpoint_not_allowed");
  }
}
