package ai.nemorouter.catalog;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.catalog.price.Tariff;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The dated list of public models and prices that comes with the application, made by
/// `scripts/catalog-snapshot.mjs`.
@ApplicationScoped
public class Snapshot {
  private static final String RESOURCE = "/catalog/snapshot.json";

  private final String source;
  private final LocalDate date;
  private final Map<String, List<Entry>> providers = new LinkedHashMap<>();
  private final Map<String, String> titles = new HashMap<>();
  private final Map<String, String> providersByHost = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final Map<String, Model> models = new LinkedHashMap<>();

  Snapshot() {
    ObjectNode document = load();
    source = document.path("source").asText();
    date = LocalDate.parse(document.path("date").asText());
    document
        .path("providers")
        .properties()
        .forEach(provider -> {
          String name = provider.getKey();
          titles.put(name, provider.getValue().path("title").asText());
          provider
              .getValue()
              .path("hosts")
              .forEach(host -> providersByHost.put(host.asText(), name));
          List<Entry> entries = new ArrayList<>();
          provider.getValue().path("models").forEach(entry -> entries.add(entry(entry)));
          providers.put(name, Collections.unmodifiableList(entries));
        });
    document
        .path("aliases")
        .properties()
        .forEach(alias -> aliases.put(alias.getKey(), alias.getValue().asText()));
    readModels(document);
  }

  /// What one provider's own price list says of a model.
  ///
  /// @param id its name at the provider
  /// @param slug its name here
  /// @param versions other names at the provider of the same
  /// @param prices that in force on the snapshot's date, then those that begin later
  public record Entry(
      String id,
      String slug,
      Set<String> versions,
      long contextLength,
      long outputCeiling,
      List<ProviderListing.Scheduled> prices) {}

  /// Where the prices come from and as of when.
  public String source() {
    return source + " of " + date;
  }

  /// As of when the list is.
  public LocalDate date() {
    return date;
  }

  /// The providers with a public price list.
  public Set<String> providers() {
    return Collections.unmodifiableSet(providers.keySet());
  }

  /// For people, as in `Google Gemini`.
  public String title(String provider) {
    return titles.getOrDefault(provider, provider);
  }

  /// What a provider lists, by the provider's name here.
  public List<Entry> entries(String provider) {
    return providers.getOrDefault(provider, List.of());
  }

  /// The price list that is true for an account: that of its host, else that of its name.
  String listOf(Provider provider) {
    String host = provider.baseUrl().getHost();
    String byHost = host == null ? null : providersByHost.get(host.toLowerCase(Locale.ROOT));
    return byHost == null ? provider.name() : byHost;
  }

  public Optional<Model> model(String slug) {
    return Optional.ofNullable(models.get(ModelName.folded(slug)));
  }

  Collection<Model> models() {
    return Collections.unmodifiableCollection(models.values());
  }

  /// The model that a name of its maker's, a dated name, or another spelling of OpenRouter's means.
  Optional<String> alias(String name) {
    return Optional.ofNullable(aliases.get(name));
  }

  /// What that provider takes for the model on the snapshot's date, to compare with; empty where it
  /// does not list it.
  public Optional<Tariff> publicPrice(String provider, String slug) {
    return entries(provider).stream()
        .filter(entry -> entry.slug().equals(ModelName.folded(slug)))
        .findFirst()
        .map(entry -> entry.prices().getFirst().tariff());
  }

  private void readModels(ObjectNode document) {
    Map<String, Long> contexts = new HashMap<>();
    providers
        .values()
        .forEach(entries ->
            entries.forEach(
                entry -> contexts.merge(entry.slug(), entry.contextLength(), Math::max)));
    Map<String, List<String>> names = new HashMap<>();
    aliases.keySet().stream()
        .sorted()
        .forEach(
            name -> names.computeIfAbsent(aliases.get(name), _ -> new ArrayList<>()).add(name));
    for (JsonNode node : document.path("models")) {
      Model model = model(node, names.getOrDefault(node.path("slug").asText(), List.of()));
      models.put(model.slug(), model.withContextLength(contexts.getOrDefault(model.slug(), 0L)));
    }
  }

  private static Model model(JsonNode node, List<String> aliases) {
    Set<Operation> operations = new LinkedHashSet<>();
    node.path("operations").forEach(word -> operations.add(Operation.of(word.asText())));
    return new Model(
        node.path("slug").asText(),
        node.path("name").asText(),
        node.path("description").asText(),
        day(node.path("created")),
        node.hasNonNull("knowledge") ? node.path("knowledge").asText() : null,
        0,
        operations,
        words(node.path("inputs")),
        words(node.path("outputs")),
        Parameters.of(
            operations,
            node.path("tools").asBoolean(true),
            node.path("reasoning").asBoolean(false),
            node.path("temperature").asBoolean(true)),
        node.path("deprecated").asBoolean(false),
        day(node.path("retires")),
        node.hasNonNull("successor") ? node.path("successor").asText() : null,
        aliases);
  }

  private static @Nullable LocalDate day(JsonNode node) {
    String text = node.asText("");
    return text.length() == 10 ? LocalDate.parse(text) : null;
  }

  private static Set<String> words(JsonNode list) {
    Set<String> words = new LinkedHashSet<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  private static Entry entry(JsonNode model) {
    return new Entry(
        model.path("id").asText(),
        model.path("slug").asText(),
        words(model.path("versions")),
        model.path("context").asLong(),
        model.path("output_ceiling").asLong(),
        StreamSupport.stream(model.path("prices").spliterator(), false)
            .map(Snapshot::scheduled)
            .toList());
  }

  private static ProviderListing.Scheduled scheduled(JsonNode price) {
    LocalDate from = day(price.path("from"));
    return new ProviderListing.Scheduled(
        (from == null ? LocalDate.EPOCH : from).atStartOfDay(ZoneOffset.UTC).toInstant(),
        tariff(price));
  }

  private static Tariff tariff(JsonNode price) {
    JsonNode longPrompts = price.path("long");
    JsonNode unit = price.path("unit");
    return new Tariff(
        rates(price, price),
        longPrompts.isMissingNode()
            ? null
            : new Price.LongPrompts(longPrompts.path("from").asLong(), rates(longPrompts, price)),
        unit.isMissingNode()
            ? null
            : new Price.UnitPrice(
                Price.Unit.of(unit.path("of").asText()), Money.ofUsd(unit.path("price").asText())));
  }

  /// @param base with the rates of audio, which long prompts do not change
  private static Rates rates(JsonNode prices, JsonNode base) {
    Money input = Money.ofUsd(prices.path("input").asText());
    Money output = Money.ofUsd(prices.path("output").asText());
    return new Rates(
        input,
        money(prices, "cached_input", input),
        money(prices, "cache_write", input),
        output,
        money(base, "audio_input", input),
        money(base, "audio_output", output));
  }

  private static Money money(JsonNode prices, String field, Money otherwise) {
    return prices.has(field) ? Money.ofUsd(prices.path(field).asText()) : otherwise;
  }

  private static ObjectNode load() {
    try (InputStream resource = Snapshot.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("The application comes without " + RESOURCE);
      }
      return Json.parseObject(resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
