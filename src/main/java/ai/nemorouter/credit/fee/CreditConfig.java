package ai.nemorouter.credit.fee;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// What buying credit costs until an operator sets the fee in the console, how much can be bought
/// at once, and who sells it. `CreditSettings` says what the words mean.
@ConfigMapping(prefix = "nemorouter.credit")
public interface CreditConfig {
  /// The platform fee in percent of the credit.
  @WithDefault("5")
  String feePercent();

  /// The least platform fee of a purchase, in US dollars.
  @WithDefault("0.50")
  String feeMinimum();

  /// What the tax is called on the receipt.
  @WithDefault("Tax")
  String taxName();

  /// The tax in percent.
  @WithDefault("0")
  String taxPercent();

  /// What is taxed: `fee` for the platform fee alone, `total` for the credit too.
  @WithDefault("fee")
  String taxOn();

  /// The least credit that a purchase can be of, in US dollars.
  @WithDefault("5")
  String smallestPurchase();

  /// The most credit that a purchase can be of, in US dollars.
  @WithDefault("10000")
  String largestPurchase();

  /// Who sells, as on receipts: name, address and tax number, with a semicolon between the lines.
  Optional<String> seller();
}
