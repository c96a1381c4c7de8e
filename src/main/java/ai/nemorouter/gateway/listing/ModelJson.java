package ai.nemorouter.gateway.listing;

import ai.nemorouter.catalog.CatalogModel;
import ai.nemorouter.catalog.Model;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a model with the fields of OpenAI's list and those of OpenRouter's, so that either client
/// reads it. Prices are US dollars per token, image, search or request, as decimal strings.
final class ModelJson {
  private static final int MILLION_EXPONENT = 6;
  private static final List<String> VOICES =
      List.of(
          "alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer",
          "verse");

  private ModelJson() {}

  /// @param id the slug, or an organization's alias of it
  /// @param published the day to show for models whose release day is unknown
  static ObjectNode item(CatalogModel listed, String id, LocalDate published) {
    Model model = listed.model();
    Offering first = listed.callable().isEmpty() ? listed.first() : listed.callable().getFirst();
    ObjectNode item = Json.object();
    item.put("id", id).put("object", "model");
    item.put("created", epochSecond(model.created() == null ? published : model.created()));
    item.put("owned_by", model.author()).put("canonical_slug", model.slug());
    item.put("name", model.name()).put("description", model.description());
    putCount(item, "context_length", first.contextLength());
    item.set("architecture", architecture(model));
    item.set("pricing", pricing(first.price()));
    ObjectNode top = item.putObject("top_provider");
    putCount(top, "context_length", first.contextLength());
    top.put("max_completion_tokens", first.outputCeiling()).put("is_moderated", false);
    item.putNull("per_request_limits");
    model.parameters().forEach(item.putArray("supported_parameters")::add);
    item.putNull("default_parameters");
    item.set("supported_voices", voices(model));
    item.put("knowledge_cutoff", model.knowledge());
    item.putObject("links").put("details", "/api/v1/models/" + model.slug() + "/endpoints");
    if (model.deprecated()) {
      LocalDate retires = model.retires();
      item.put("deprecated", true).put("successor", model.successor());
      item.put("expiration_date", retires == null ? null : retires.toString());
    }
    return item;
  }

  /// One provider's way to serve the model.
  static ObjectNode endpoint(CatalogModel listed, Offering offering, String providerTitle) {
    Model model = listed.model();
    ObjectNode endpoint = Json.object();
    endpoint.put("name", providerTitle + " | " + model.slug());
    endpoint.put("model_id", model.slug()).put("model_name", model.name());
    endpoint.put("provider_name", providerTitle).put("tag", offering.provider().name());
    putCount(endpoint, "context_length", offering.contextLength());
    endpoint.put("max_completion_tokens", offering.outputCeiling()).putNull("max_prompt_tokens");
    endpoint.set("pricing", pricing(offering.price()));
    endpoint.put("quantization", "unknown").put("status", 0);
    model.parameters().forEach(endpoint.putArray("supported_parameters")::add);
    for (String unknown :
        List.of(
            "uptime_last_5m",
            "uptime_last_30m",
            "uptime_last_1d",
            "latency_last_30m",
            "throughput_last_30m")) {
      endpoint.putNull(unknown);
    }
    Price price = offering.price();
    endpoint.put(
        "supports_implicit_caching",
        price != null && price.rates().cachedInput().compareTo(price.rates().input()) < 0);
    endpoint.put("is_byok", offering.provider().orgId() != null);
    return endpoint;
  }

  static ObjectNode architecture(Model model) {
    ObjectNode architecture = Json.object();
    architecture.put("modality", model.modality());
    model.inputs().forEach(architecture.putArray("input_modalities")::add);
    model.outputs().forEach(architecture.putArray("output_modalities")::add);
    return architecture.put("tokenizer", "Other").putNull("instruct_type");
  }

  private static ObjectNode pricing(@Nullable Price price) {
    ObjectNode pricing = Json.object();
    if (price == null) {
      return pricing;
    }
    putRates(pricing, price.rates());
    Price.UnitPrice perUnit = price.perUnit();
    if (perUnit != null) {
      String field =
          switch (perUnit.unit()) {
            case IMAGE -> "image";
            case REQUEST -> "request";
            case SEARCH -> "search";
            case SECOND -> "second";
            case CHARACTER -> "character";
          };
      pricing.put(field, perOne(perUnit.perMillion()));
    }
    Price.LongPrompts longPrompts = price.longPrompts();
    if (longPrompts != null) {
      ObjectNode override = pricing.putArray("overrides").addObject();
      override.put("min_prompt_tokens", longPrompts.from());
      putRates(override, longPrompts.rates());
    }
    return pricing;
  }

  private static void putRates(ObjectNode pricing, Rates rates) {
    pricing.put("prompt", perOne(rates.input())).put("completion", perOne(rates.output()));
    pricing.put("input_cache_read", perOne(rates.cachedInput()));
    pricing.put("input_cache_write", perOne(rates.cacheWrite()));
    if (!rates.audioInput().equals(rates.input())) {
      pricing.put("audio", perOne(rates.audioInput()));
    }
    if (!rates.audioOutput().equals(rates.output())) {
      pricing.put("audio_output", perOne(rates.audioOutput()));
    }
  }

  private static @Nullable ArrayNode voices(Model model) {
    if (!model.operations().contains(Operation.SPEECH) || !model.author().equals("openai")) {
      return null;
    }
    ArrayNode voices = Json.object().putArray("voices");
    VOICES.forEach(voices::add);
    return voices;
  }

  private static void putCount(ObjectNode node, String field, long count) {
    if (count > 0) {
      node.put(field, count);
    } else {
      node.putNull(field);
    }
  }

  private static long epochSecond(LocalDate day) {
    return day.toEpochSecond(LocalTime.MIDNIGHT, ZoneOffset.UTC);
  }

  /// A plain decimal, from a price per million.
  static String perOne(Money perMillion) {
    BigDecimal price = perMillion.usd().movePointLeft(MILLION_EXPONENT).stripTrailingZeros();
    return price.signum() == 0 ? "0" : price.toPlainString();
  }
}
