package ai.nemorouter.benchmark;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.request.ChatRequest;
import com.fasterxml.jackson.databind.JsonNode;

/// The bound that the gateway held before it counted tokens, kept for comparison: a token for every
/// byte of the body, and 50,000 for every image instead of its data.
final class BytesBound {
  private static final long TOKENS_PER_IMAGE = 50_000;
  private static final long FEWEST_OUTPUT_TOKENS = 64;
  private static final int BYTES_PER_TOKEN = 4;

  private BytesBound() {}

  static SampleCall.Bound of(ChatRequest request, Offering offering, Price price) {
    long images = 0;
    long imageBytes = 0;
    for (JsonNode message : request.body().path("messages")) {
      for (JsonNode part : message.path("content")) {
        if (part.has("image_url")) {
          images++;
          imageBytes += part.path("image_url").path("url").asText().length();
        }
      }
    }
    long text = Math.max(1, request.bytes() - imageBytes);
    long context = offering.contextLength();
    long prompt = Math.min(text + images * TOKENS_PER_IMAGE, context);
    long likely = Math.min(text / BYTES_PER_TOKEN + 1, context);
    boolean open = request.outputCeiling().isEmpty();
    long ceiling =
        open
            ? Math.min(offering.outputCeiling(), Math.max(FEWEST_OUTPUT_TOKENS, context - likely))
            : Math.min(request.outputCeiling().getAsLong(), context);
    return new SampleCall.Bound(
        price.worstCase(prompt, 0),
        price.dearestOutputRate(prompt),
        open ? Math.min(FEWEST_OUTPUT_TOKENS, ceiling) : ceiling,
        ceiling);
  }
}
