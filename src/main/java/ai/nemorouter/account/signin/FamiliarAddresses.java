package ai.nemorouter.account.signin;

import ai.nemorouter.account.token.SecretTokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// Where people signed in from within the last months.
@ApplicationScoped
public class FamiliarAddresses {
  private final FamiliarAddressQueries queries;

  FamiliarAddresses(FamiliarAddressQueries queries) {
    this.queries = queries;
  }

  boolean contain(UUID userId, String address) {
    return queries.recent(userId, SecretTokens.hash(address)) > 0;
  }

  public void add(UUID userId, String address) {
    queries.forgetOld(userId);
    queries.add(userId, SecretTokens.hash(address));
  }

  public void forgetAll(UUID userId) {
    queries.forgetAll(userId);
  }
}
