package ai.nemorouter.key.connect;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.key.identity.AllowedModels;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.provider.dialect.Operation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;

/// What a new key's examples ask for.
@ForActor
@ApplicationScoped
public class KeyExamples {
  static final String PLACEHOLDER = "author/model";

  /// More than the test request is in any vocabulary, with what providers put around it.
  static final long PROMPT_TOKENS_MAX = 300;

  /// Enough for models that think before they answer a greeting.
  static final long OUTPUT_TOKENS_MAX = 64;

  private static final int ANSWERED_MAX = 20;

  private static final String ANSWERED =
      """
      select requested_model from calls
      where org_id = :orgId and (:everywhere or team_id = any(:teams)) and status = 'ok' order by id desc limit :count
      """;

  private final Session session;
  private final Catalog catalog;
  private final Database database;

  KeyExamples(Session session, Catalog catalog, Database database) {
    this.session = session;
    this.catalog = catalog;
    this.database = database;
  }

  /// The model that last answered this organization, so that the example works as it stands; where
  /// none did, one that can be called here.
  public String model(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_KEYS);
    return answered(actor.orgId(), reach, 1).stream()
        .findFirst()
        .or(() -> catalog.example().map(Offering::slug))
        .orElse(PLACEHOLDER);
  }

  /// What a key can be tried with.
  ///
  /// @param callable whether there is a model that the key may use; else `model` is a placeholder
  /// @param worstCase what a test request can cost at the most
  public record Example(String model, boolean callable, Money worstCase) {}

  /// A model that the key may use and that can be called here: the one that last answered its team,
  /// else the usual one for examples, else any.
  public Example of(KeyIdentity key) {
    AllowedModels allowed = new AllowedModels(catalog, key);
    Reach team = new Reach(false, Set.of(key.teamId()));
    List<String> answered =
        database.joining(key.orgId(), () -> answered(key.orgId(), team, ANSWERED_MAX));
    Stream<String> any =
        catalog.models(key.orgId()).stream().map(offerings -> offerings.getFirst().slug());
    return Stream.of(answered.stream(), catalog.example().map(Offering::slug).stream(), any)
        .flatMap(names -> names)
        .flatMap(name -> example(key.orgId(), allowed, name).stream())
        .findFirst()
        .orElse(new Example(PLACEHOLDER, false, Money.ZERO));
  }

  /// The same with the model that is named; empty if the key cannot chat with it.
  Optional<Example> of(KeyIdentity key, String model) {
    return example(key.orgId(), new AllowedModels(catalog, key), model);
  }

  private Optional<Example> example(UUID orgId, AllowedModels allowed, String name) {
    return catalog.find(orgId, name).stream()
        .filter(offering -> offering.serves(Operation.CHAT) && allowed.allows(offering.slug()))
        .flatMap(offering -> Stream.ofNullable(offering.price()))
        .map(price -> price.worstCase(PROMPT_TOKENS_MAX, OUTPUT_TOKENS_MAX))
        .max(Comparator.naturalOrder())
        .map(worst -> new Example(name, true, worst));
  }

  private List<String> answered(UUID orgId, Reach reach, int count) {
    return session
        .createNativeQuery(ANSWERED, String.class)
        .setParameter("orgId", orgId)
        .setParameter("everywhere", reach.everywhere())
        .setParameter("teams", reach.teamIds())
        .setParameter("count", count)
        .getResultList()
        .stream()
        .distinct()
        .toList();
  }
}
