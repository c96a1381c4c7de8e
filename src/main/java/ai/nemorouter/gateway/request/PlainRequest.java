package ai.nemorouter.gateway.request;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.cost.MaximumUsage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// What is asked of a model other than chat: answered in one piece, at a cost that has an upper
/// bound beforehand.
public non-sealed interface PlainRequest extends ModelRequest {
  @Override
  default boolean streamed() {
    return false;
  }

  /// What it may take if that offering serves it at that price.
  MaximumUsage measure(Offering offering, Price price);

  @Override
  default Estimate estimate(Offering offering, Price price) {
    return Estimate.of(measure(offering, price), price);
  }

  /// Reads an answer that came with a status of success.
  ///
  /// @return null if it is none
  @Nullable PlainResult read(Offering offering, ProviderAnswer answer);

  /// The `usage` of the answer, to which the cost will be added.
  ///
  /// @param reported what the provider said, or an empty object
  /// @param taken what is billed
  default ObjectNode usage(ObjectNode reported, TokenUsage taken) {
    return reported
        .put("prompt_tokens", taken.prompt())
        .put("total_tokens", taken.prompt() + taken.completion());
  }

  /// Fields of a usage object that clients of this kind expect.
  static ObjectNode inputAndOutput(ObjectNode reported, TokenUsage taken) {
    return reported
        .put("input_tokens", taken.prompt())
        .put("output_tokens", taken.completion())
        .put("total_tokens", taken.prompt() + taken.completion());
  }

  /// Whether a provider's answer has an array of that name.
  static boolean hasArray(@Nullable JsonNode document, String name) {
    return document != null && document.path(name).isArray();
  }
}
