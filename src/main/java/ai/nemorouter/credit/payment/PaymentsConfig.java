package ai.nemorouter.credit.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The account at Stripe that takes payments for credit.
@ConfigMapping(prefix = "nemorouter.payments")
public interface PaymentsConfig {
  /// The secret key of the account; without it credit cannot be bought, only granted.
  Optional<String> stripeKey();

  /// The signing secrets of the webhook endpoint: one, or two while one replaces the other.
  Optional<List<String>> stripeWebhookSecrets();

  /// Where Stripe's API answers.
  @WithDefault("https://api.stripe.com")
  URI stripeUrl();

  /// How often a node asks about payments that it has not heard of.
  @WithDefault("1m")
  Duration reconcileEvery();
}
