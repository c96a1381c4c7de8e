package ai.nemorouter.gateway.messages;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.http.Exchange;
import ai.nemorouter.gateway.http.Query;
import ai.nemorouter.gateway.request.ChatFields;
import ai.nemorouter.gateway.routing.NearestModels;
import ai.nemorouter.gateway.routing.Unavailable;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.key.identity.AllowedModels;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// `POST /v1/messages/count_tokens`: how many tokens a message likely has, by the gateway's own
/// count.
@ApplicationScoped
class TokenCount implements Query {
  private static final String CEILING = "max_tokens";

  private final Catalog catalog;

  TokenCount(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public String path() {
    return "/v1/messages/count_tokens";
  }

  @Override
  public ObjectNode answer(Exchange exchange, KeyIdentity key) {
    ObjectNode body = Json.parseObject(exchange.body());
    String model = ChatFields.text(body, "model", "");
    Offering offering =
        catalog.find(key.orgId(), model).stream()
            .findFirst()
            .orElseThrow(() -> unknown(key, model));
    ObjectNode message = body.deepCopy();
    if (!message.has(CEILING)) {
      message.put(CEILING, Integer.MAX_VALUE / 100);
    }
    InputTokens tokens = InputTokens.of(MessageRequest.chat(message), offering.slug());
    return Json.object().put("input_tokens", tokens.likely());
  }

  private ApiException unknown(KeyIdentity key, String model) {
    return Unavailable.unknown(
        model,
        List.of(model),
        NearestModels.to(
            model, catalog, key.orgId(), new AllowedModels(catalog, key)::allows, Operation.CHAT));
  }

  @Override
  public ObjectNode error(ApiError error, String requestId) {
    return MessageErrors.body(error, requestId);
  }
}
