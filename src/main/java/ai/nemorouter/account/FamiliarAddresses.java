package ai.nemorouter.account;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// Where people signed in from within the last months.
@ApplicationScoped
class FamiliarAddresses {
  private final FamiliarAddressQueries queries;

  FamiliarAddresses(FamiliarAddressQueries queries) {
    this.queries = queries;
  }

  boolean contain(UUID userId, String address) {
    return queries.recent(userId, Tokens.hash(address)) > 0;
  }

  void add(UUID userId, String address) {
    queries.forgetOld(userId);
    queries.add(userId, Tokens.hash(address));
  }

  void forgetAll(UUID userId) {
    queries.forgetAll(userId);
  }
}
