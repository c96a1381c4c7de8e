package ai.nemorouter.playground;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.key.PlayableKeys;
import ai.nemorouter.key.identity.AllowedModels;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.key.identity.KeyPasses;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Tries models with a key of the person. What is sent goes through the gateway as any request of
/// that key does; here is only decided with whose key, and written down who sent it.
@ForActor
@ApplicationScoped
public class Playground {
  private static final int MODELS_MAX = 500;

  private final PlayableKeys keys;
  private final KeyPasses passes;
  private final CostBounds bounds;
  private final Catalog catalog;
  private final AuditLog auditLog;
  private final Session session;

  Playground(
      PlayableKeys keys,
      KeyPasses passes,
      CostBounds bounds,
      Catalog catalog,
      AuditLog auditLog,
      Session session) {
    this.keys = keys;
    this.passes = passes;
    this.bounds = bounds;
    this.catalog = catalog;
    this.auditLog = auditLog;
    this.session = session;
  }

  /// What there is to choose from.
  ///
  /// @param models that the chosen key may use, by name
  public record Choices(List<PlayableKeys.Choice> keys, List<String> models) {
    /// One whose name stands in the form; null for none.
    public PlayableKeys.@Nullable Choice named(String key) {
      return keys.stream().filter(one -> one.id().toString().equals(key)).findFirst().orElse(null);
    }
  }

  /// What a request of one column can cost at most, or why it would be refused.
  ///
  /// @param problem empty where it would be sent
  public record Bound(String model, Money most, String problem) {}

  /// A request that may be sent now, once.
  ///
  /// @param authorization stands in for the key's secret
  /// @param requestId of the request in all records
  public record Ready(UUID requestId, String authorization, ObjectNode body) {
    /// The authorization is a credential.
    @Override
    public String toString() {
      return requestId.toString();
    }
  }

  /// @param key the one that is chosen; null for the first that the person may use
  /// @throws NotFoundException if the person may not use the key
  public Choices choices(Actor.Person person, @Nullable UUID key) {
    List<PlayableKeys.Choice> all = keys.choices(person);
    UUID chosen = key == null && !all.isEmpty() ? all.getFirst().id() : key;
    return new Choices(all, chosen == null ? List.of() : models(keys.findOrThrow(person, chosen)));
  }

  private List<String> models(KeyIdentity key) {
    AllowedModels allowed = new AllowedModels(catalog, key);
    return catalog.models(key.orgId()).stream()
        .filter(offerings -> offerings.stream().anyMatch(Playground::isChat))
        .map(offerings -> offerings.getFirst().slug())
        .filter(allowed::allows)
        .sorted()
        .limit(MODELS_MAX)
        .toList();
  }

  private static boolean isChat(Offering offering) {
    return offering.serves(Operation.CHAT) && offering.price() != null;
  }

  /// What each column would cost at most; none while the form cannot be sent.
  public List<Bound> bounds(Actor.Person person, PlaygroundForm form) {
    Optional<UUID> keyId = form.keyId();
    if (keyId.isEmpty() || form.model().isEmpty()) {
      return List.of();
    }
    KeyIdentity key = keys.findOrThrow(person, keyId.get());
    form.requireNumbers();
    List<Bound> all = new ArrayList<>();
    for (int column = 0; column < form.models().size(); column++) {
      all.add(bound(key, form.body(column)));
    }
    return List.copyOf(all);
  }

  private Bound bound(KeyIdentity key, ObjectNode body) {
    String model = body.path("model").asText();
    try {
      return new Bound(model, bounds.most(key, body), "");
    } catch (ApiException e) {
      return new Bound(model, Money.ZERO, e.error().message());
    }
  }

  /// Writes down who sends a request, and lets it be sent. Whether it is served, and what it costs,
  /// is for the gateway to decide.
  ///
  /// @param column which of the form's models it is for
  /// @throws InvalidInputException if the form cannot be sent
  /// @throws NotFoundException if the person may not use the key
  public Ready prepare(Actor.Person person, PlaygroundForm form, int column) {
    form.requireSendable();
    KeyIdentity key = keys.findOrThrow(person, form.keyId().orElseThrow());
    if (column < 0 || column >= form.models().size()) {
      throw new InvalidInputException("second", "Choose a model for the second column.");
    }
    ObjectNode body = form.body(column);
    UUID requestId = Ids.next();
    auditLog.record(
        person,
        "playground.sent",
        "call " + requestId,
        Json.object()
            .put("name", key.keyName())
            .put("secret", key.label())
            .put("model", body.path("model").asText()));
    String authorization =
        passes.issue(
            new KeyPasses.Pass(requestId, key.orgId(), key.keyId(), person.origin().address()));
    return new Ready(requestId, authorization, body);
  }

  /// What is on record of a request; none before it has ended.
  ///
  /// @throws NotFoundException if it was made with a key that the person may not use
  public Optional<SentRequest> sent(Actor.Person person, UUID requestId) {
    Optional<SentRequest> found =
        session
            .createNativeQuery(SentRequest.SELECT, SentRequest.class)
            .setParameter("orgId", person.orgId())
            .setParameter("id", requestId)
            .uniqueResultOptional();
    found.ifPresent(request -> keys.findOrThrow(person, request.keyId()));
    return found;
  }
}
