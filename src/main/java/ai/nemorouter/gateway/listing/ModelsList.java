package ai.nemorouter.gateway.listing;

import ai.nemorouter.catalog.CatalogModel;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.catalog.Models;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.Snapshot;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The models that a key, or everybody, may call, as clients read them. An organization's aliases
/// are entries of their own: their `id` is the alias, their `canonical_slug` the model.
@ApplicationScoped
public class ModelsList {
  private final Models models;
  private final Snapshot snapshot;

  ModelsList(Models models, Snapshot snapshot) {
    this.models = models;
    this.snapshot = snapshot;
  }

  /// Who asks.
  ///
  /// @param orgId null for everybody
  /// @param allowed whether they may call the model of that slug; the others do not exist for them
  public record Audience(@Nullable UUID orgId, Predicate<String> allowed) {
    public static final Audience EVERYBODY = new Audience(null, _ -> true);
  }

  /// What a list consists of: a name to call and the model behind it.
  private record Entry(String id, CatalogModel listed) {}

  /// @param path of the request, for the address of the next page
  /// @param parameter the value of a parameter of the query, null where it is absent
  public ObjectNode list(
      Audience audience,
      String path,
      Function<String, @Nullable String> parameter,
      @Nullable Operation operation) {
    ModelListQuery query = ModelListQuery.of(parameter, operation);
    List<Entry> entries = entries(audience, query);
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    long last = query.limit() == null ? Long.MAX_VALUE : (long) query.offset() + query.limit();
    entries.stream()
        .limit(last)
        .skip(query.offset())
        .forEach(entry -> data.add(ModelJson.item(entry.listed(), entry.id(), snapshot.date())));
    list.put("total_count", entries.size());
    list.putObject("links").put("next", last < entries.size() ? next(path, query, last) : null);
    return list;
  }

  /// How many there are, with the same parameters.
  public ObjectNode count(Audience audience, Function<String, @Nullable String> parameter) {
    ObjectNode answer = Json.object();
    answer
        .putObject("data")
        .put("count", entries(audience, ModelListQuery.of(parameter, null)).size());
    return answer;
  }

  /// The model behind a name; a variant of it where only the model itself is known here.
  public Optional<ObjectNode> find(Audience audience, String name) {
    return listed(audience, name)
        .map(listed -> ModelJson.item(listed, listed.slug(), snapshot.date()));
  }

  /// All ways to serve the model behind a name.
  public Optional<ObjectNode> endpoints(Audience audience, String name) {
    return listed(audience, name)
        .map(listed -> {
          ObjectNode answer = Json.object();
          ObjectNode item = ModelJson.item(listed, listed.slug(), snapshot.date());
          ObjectNode data = answer.putObject("data");
          for (String field : List.of("id", "name", "created", "description", "architecture")) {
            data.set(field, item.get(field));
          }
          ArrayNode endpoints = data.putArray("endpoints");
          for (Offering offering : listed.callable()) {
            endpoints.add(
                ModelJson.endpoint(listed, offering, models.title(offering.provider().name())));
          }
          return answer;
        });
  }

  /// Who serves something.
  public ObjectNode providers(UUID orgId) {
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    for (String name : models.providerNames(orgId)) {
      data.addObject()
          .put("name", models.title(name))
          .put("slug", name)
          .putNull("privacy_policy_url")
          .putNull("terms_of_service_url")
          .putNull("status_page_url");
    }
    return answer;
  }

  private Optional<CatalogModel> listed(Audience audience, String name) {
    Optional<CatalogModel> exact = callable(audience, name);
    int colon = name.lastIndexOf(':');
    return exact.isPresent() || colon < 1 ? exact : callable(audience, name.substring(0, colon));
  }

  private Optional<CatalogModel> callable(Audience audience, String name) {
    return models
        .find(audience.orgId(), name)
        .filter(listed -> !listed.callable().isEmpty())
        .filter(listed -> audience.allowed().test(listed.slug()));
  }

  private List<Entry> entries(Audience audience, ModelListQuery query) {
    UUID orgId = audience.orgId();
    List<CatalogModel> found =
        models.list(orgId, query.filter()).stream()
            .filter(listed -> audience.allowed().test(listed.slug()))
            .toList();
    List<Entry> entries = new ArrayList<>();
    found.forEach(listed -> entries.add(new Entry(listed.slug(), listed)));
    if (orgId != null) {
      Map<String, CatalogModel> bySlug = new LinkedHashMap<>();
      found.forEach(listed -> bySlug.put(ModelName.folded(listed.slug()), listed));
      new TreeMap<>(models.aliased(orgId))
          .forEach((alias, target) -> {
            CatalogModel listed = bySlug.get(ModelName.folded(target.slug()));
            if (listed != null) {
              entries.add(new Entry(alias, listed));
            }
          });
    }
    return entries;
  }

  private static String next(String path, ModelListQuery query, long offset) {
    Map<String, String> parameters = new TreeMap<>(query.given());
    parameters.put("offset", Long.toString(offset));
    return parameters.entrySet().stream()
        .map(parameter ->
            parameter.getKey()
                + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", path + "?", ""));
  }
}
