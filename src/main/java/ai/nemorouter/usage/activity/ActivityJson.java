package ai.nemorouter.usage.activity;

import ai.nemorouter.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What was used on a day of a model at a provider, in OpenRouter's shape.
@Schema(name = "Activity")
record ActivityJson(
    LocalDate date,
    String model,
    @Schema(description = "The same as `model`.") String modelPermaslug,
    @Schema(description = "The same for a model at a provider at all times.") UUID endpointId,
    String providerName,
    @Schema(description = "Paid from credit, in US dollars.") Money usage,
    @Schema(description = "Spent at the organization's own providers, in US dollars.")
        Money byokUsageInference,
    long requests,
    long promptTokens,
    long completionTokens,
    long reasoningTokens) {

  static ActivityJson of(Activity activity) {
    return new ActivityJson(
        activity.date(),
        activity.model(),
        activity.model(),
        endpointId(activity),
        activity.provider(),
        activity.credit(),
        activity.ownCost(),
        activity.requests(),
        activity.promptTokens(),
        activity.completionTokens(),
        activity.reasoningTokens());
  }

  private static UUID endpointId(Activity activity) {
    String name = activity.provider() + " " + activity.model();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
