package ai.nemorouter.catalog;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The dated list of public models and prices that comes with the application, made by
/// `scripts/catalog-snapshot.mjs`.
@ApplicationScoped
public class Snapshot {
  private static final String RESOURCE = "/catalog/snapshot.json";

  private final ObjectNode document;

  Snapshot() {
    document = load();
  }

  /// What one provider's own price list says of a model.
  record Entry(
      String id,
      String name,
      long contextLength,
      long outputCeiling,
      Rates rates,
      Price.@Nullable LongPrompts longPrompts) {}

  /// Where the prices come from and as of when.
  String source() {
    return document.path("source").asText() + " of " + document.path("date").asText();
  }

  /// The models of one provider, each under its own name and under its dated ones.
  List<Entry> models(String provider) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode model : document.path("providers").path(provider)) {
      entries.add(entry(model.path("id").asText(), model));
      for (JsonNode alias : model.path("aliases")) {
        entries.add(entry(alias.asText(), model));
      }
    }
    return entries;
  }

  private static Entry entry(String id, JsonNode model) {
    JsonNode longPrompts = model.path("long");
    return new Entry(
        id,
        model.path("name").asText(),
        model.path("context").asLong(),
        model.path("output_ceiling").asLong(),
        rates(model),
        longPrompts.isMissingNode()
            ? null
            : new Price.LongPrompts(longPrompts.path("from").asLong(), rates(longPrompts)));
  }

  private static Rates rates(JsonNode prices) {
    return new Rates(
        Money.ofUsd(prices.path("input").asText()),
        Money.ofUsd(prices.path("cached_input").asText()),
        Money.ofUsd(prices.path("cache_write").asText()),
        Money.ofUsd(prices.path("output").asText()));
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
