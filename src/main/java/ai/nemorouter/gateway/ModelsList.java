package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/// `GET /v1/models`: each model with the fields of OpenAI's list and those of OpenRouter's, so that
/// either client reads it.
@ApplicationScoped
class ModelsList {
  private static final int MILLION_EXPONENT = 6;
  private static final List<String> PARAMETERS =
      List.of(
          "max_tokens",
          "max_completion_tokens",
          "temperature",
          "top_p",
          "stop",
          "seed",
          "frequency_penalty",
          "presence_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "response_format",
          "tools",
          "tool_choice");

  private final Identification identification;
  private final Catalog catalog;
  private final long created = Instant.now().getEpochSecond();

  ModelsList(Identification identification, Catalog catalog) {
    this.identification = identification;
    this.catalog = catalog;
  }

  void answer(Exchange exchange) {
    identification.ofQuery(exchange);
    ObjectNode list = Json.object();
    list.put("object", "list");
    ArrayNode data = list.putArray("data");
    catalog.offerings().stream()
        .filter(offering -> offering.price() != null)
        .forEach(offering -> data.add(model(offering)));
    list.put("total_count", data.size());
    list.putObject("links").putNull("next");
    exchange.answer(list);
  }

  private ObjectNode model(Offering offering) {
    ObjectNode model = Json.object();
    String slug = offering.slug();
    model.put("id", slug).put("object", "model").put("created", created);
    model.put("owned_by", slug.substring(0, Math.max(0, slug.indexOf('/'))));
    model.put("canonical_slug", slug).put("name", offering.name());
    if (offering.contextLength() > 0) {
      model.put("context_length", offering.contextLength());
    } else {
      model.putNull("context_length");
    }
    ObjectNode architecture = model.putObject("architecture");
    architecture.put("modality", "text->text").put("tokenizer", "Other").putNull("instruct_type");
    architecture.putArray("input_modalities").add("text");
    architecture.putArray("output_modalities").add("text");
    if (offering.price() != null) {
      Rates rates = offering.price().rates();
      ObjectNode pricing = model.putObject("pricing");
      pricing.put("prompt", perToken(rates.input())).put("completion", perToken(rates.output()));
      pricing.put("input_cache_read", perToken(rates.cachedInput()));
      pricing.put("input_cache_write", perToken(rates.cacheWrite()));
    }
    ObjectNode top = model.putObject("top_provider");
    top.set("context_length", model.path("context_length"));
    top.put("max_completion_tokens", offering.outputCeiling()).put("is_moderated", false);
    model.putNull("per_request_limits");
    ArrayNode parameters = model.putArray("supported_parameters");
    PARAMETERS.forEach(parameters::add);
    model.putNull("default_parameters").putNull("supported_voices");
    model.putObject("links").put("details", "/v1/models/" + slug);
    return model;
  }

  /// US dollars per token as a plain decimal, from a price per million.
  private static String perToken(Money perMillion) {
    BigDecimal price = perMillion.usd().movePointLeft(MILLION_EXPONENT).stripTrailingZeros();
    return price.signum() == 0 ? "0" : price.toPlainString();
  }
}
