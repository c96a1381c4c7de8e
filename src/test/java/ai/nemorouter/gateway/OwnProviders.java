package ai.nemorouter.gateway;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.provider.ProviderSettings;
import java.net.URI;
import java.util.List;

/// Providers that organizations of tests bring.
final class OwnProviders {
  static final String NAME = "mine";
  static final String KEY = "sk-own-secret-0123456789";

  private OwnProviders() {}

  static ProviderOwner holder(GatewayWorld.Caller caller) {
    return new ProviderOwner.Own(caller.place().owner());
  }

  /// One dollar per million input tokens, ten per million output tokens.
  static ProviderSettings at(URI baseUrl, String model) {
    return new ProviderSettings(
        NAME,
        Provider.OPENAI,
        baseUrl.toString(),
        List.of(model),
        false,
        Money.ofUsd("1"),
        Money.ofUsd("10"),
        "",
        ProviderSettings.USUAL_POSITION);
  }
}
