package ai.nemorouter.gateway.request;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.routing.RoutingPreferences;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;

/// What a client asks of a model, in the gateway's own form.
public sealed interface ModelRequest permits ChatRequest, PlainRequest {
  Operation operation();

  /// The model as the client names it.
  String model();

  boolean streamed();

  /// Who shall serve it.
  default RoutingPreferences preferences() {
    return RoutingPreferences.of(model());
  }

  /// The same request after its parts were looked at, with what was redacted rewritten.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException where nothing may go on
  ModelRequest screened(InputScreen screen);

  /// What the call can cost if that offering serves it.
  Estimate estimate(Offering offering, Price price);

  /// What the offering is asked.
  ///
  /// @param ceiling the most output tokens of one choice, which was held for
  Payload payload(Offering offering, long ceiling);
}
