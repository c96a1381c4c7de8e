package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.Price;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.databind.JsonNode;

/// What a call can cost, before it is sent.
///
/// The bound of input tokens is the size of the body in bytes: a tokenizer never makes more tokens
/// than bytes, and JSON's own letters outweigh what chat templates add. Images are counted apart,
/// because their data is not text.
///
/// @param promptTokens an upper bound of the input tokens
/// @param floorTokens the likely input tokens
/// @param ceiling the most output tokens of one answer that are asked for
/// @param least what must be held at least for the call to be worth sending
/// @param most the worst case
/// @param floor the likely cost of the input alone
record Estimate(
    long promptTokens,
    long floorTokens,
    long ceiling,
    boolean open,
    int choices,
    Price price,
    Money least,
    Money most,
    Money floor) {
  /// High-detail images cost up to this many tokens at the providers of the catalogue (OpenAI's
  /// vision guide, gpt-4o-mini).
  static final long TOKENS_PER_IMAGE = 50_000;

  private static final long FEWEST_OUTPUT_TOKENS = 64;
  private static final int BYTES_PER_TOKEN = 4;

  static Estimate of(ChatRequest request, Offering offering, Price price) {
    Images images = Images.in(request);
    long textBytes = Math.max(1, request.bytes() - images.bytes());
    long bound = textBytes + images.count() * TOKENS_PER_IMAGE;
    long context = offering.contextLength() > 0 ? offering.contextLength() : Long.MAX_VALUE;
    long promptTokens = Math.min(bound, context);
    long likelyTokens = Math.min(textBytes / BYTES_PER_TOKEN + 1, context);

    boolean open = request.outputCeiling().isEmpty();
    long ceiling = Math.min(request.outputCeiling().orElse(offering.outputCeiling()), context);
    if (open) {
      long roomInContext = Math.max(FEWEST_OUTPUT_TOKENS, context - likelyTokens);
      ceiling = Math.min(ceiling, roomInContext);
    }
    long fewest = open ? Math.min(FEWEST_OUTPUT_TOKENS, ceiling) : ceiling;
    int choices = request.choices();
    return new Estimate(
        promptTokens,
        likelyTokens,
        ceiling,
        open,
        choices,
        price,
        price.worstCase(promptTokens, fewest * choices),
        price.worstCase(promptTokens, ceiling * choices),
        price.worstCase(likelyTokens, 0));
  }

  /// The ceiling to send upstream, given what was held: never more than it pays for.
  long ceilingFor(Money held) {
    if (!open || held.equals(most)) {
      return ceiling;
    }
    return Math.max(1, Math.min(ceiling, price.affordableOutput(held, promptTokens) / choices));
  }

  /// The images of a request, which are not text.
  ///
  /// @param bytes how much of the body their data takes
  private record Images(long count, long bytes) {
    static Images in(ChatRequest request) {
      long count = 0;
      long bytes = 0;
      for (JsonNode message : request.body().path("messages")) {
        for (JsonNode part : message.path("content")) {
          JsonNode image = part.path("image_url");
          if (!image.isMissingNode()) {
            count++;
            bytes += image.path("url").asText(image.asText("")).length();
          }
        }
      }
      return new Images(count, bytes);
    }
  }
}
