package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.gateway.admission.Identification;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.listing.ModelsList;
import ai.nemorouter.gateway.routing.NearestModels;
import ai.nemorouter.gateway.routing.Unavailable;
import ai.nemorouter.key.identity.AllowedModels;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// Answers what clients ask about models. A request with a key gets the models that the key may
/// call; a request without one gets the models that everybody can call. An invalid key is refused.
@ApplicationScoped
public class ModelQueries {
  private final Identification identification;
  private final ModelsList models;
  private final Catalog catalog;

  ModelQueries(Identification identification, ModelsList models, Catalog catalog) {
    this.identification = identification;
    this.models = models;
    this.catalog = catalog;
  }

  public void list(Exchange exchange) {
    exchange.answer(models.list(audience(exchange), exchange.path(), exchange::query, null));
  }

  /// The models that the key may call. A key is required.
  public void listOfKey(Exchange exchange) {
    ModelsList.Audience audience = audience(identification.ofQuery(exchange));
    exchange.answer(models.list(audience, exchange.path(), exchange::query, null));
  }

  public void listEmbeddings(Exchange exchange) {
    exchange.answer(
        models.list(audience(exchange), exchange.path(), exchange::query, Operation.EMBEDDINGS));
  }

  public void count(Exchange exchange) {
    exchange.answer(models.count(audience(exchange), exchange::query));
  }

  /// For a key only: it also names providers none of whose models are in the public list.
  public void providers(Exchange exchange) {
    exchange.answer(models.providers(identification.ofQuery(exchange).orgId()));
  }

  /// One model, as OpenAI answers it.
  public void model(Exchange exchange) {
    exchange.answer(found(exchange, models::find));
  }

  /// The same in OpenRouter's envelope.
  public void modelInData(Exchange exchange) {
    ObjectNode answer = Json.object();
    answer.set("data", found(exchange, models::find));
    exchange.answer(answer);
  }

  public void endpoints(Exchange exchange) {
    exchange.answer(found(exchange, models::endpoints));
  }

  private ModelsList.Audience audience(Exchange exchange) {
    return identification
        .ofQueryIfAny(exchange)
        .map(this::audience)
        .orElse(ModelsList.Audience.EVERYBODY);
  }

  private ModelsList.Audience audience(KeyIdentity key) {
    return new ModelsList.Audience(key.orgId(), new AllowedModels(catalog, key)::allows);
  }

  /// A slug in one piece (with `%2F`) or in two.
  private static String name(Exchange exchange) {
    String author = exchange.pathParameter("author");
    String model = String.valueOf(exchange.pathParameter("model"));
    return author == null ? model : author + "/" + model;
  }

  private ObjectNode found(
      Exchange exchange, BiFunction<ModelsList.Audience, String, Optional<ObjectNode>> look) {
    String name = name(exchange);
    ModelsList.Audience audience = audience(exchange);
    return look.apply(audience, name)
        .orElseThrow(() ->
            Unavailable.unknown(
                name,
                List.of(name),
                NearestModels.to(name, catalog, audience.orgId(), audience.allowed(), null)));
  }
}
