package ai.nemorouter.gateway.chat;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.routing.Routing;
import ai.nemorouter.key.identity.KeyIdentity;
import ai.nemorouter.money.Money;
import ai.nemorouter.playground.CostBounds;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;

/// Tells the playground what a chat would be held for: by the same route and estimate.
@ApplicationScoped
class PlaygroundBounds implements CostBounds {
  private final Routing routing;

  PlaygroundBounds(Routing routing) {
    this.routing = routing;
  }

  @Override
  public Money most(KeyIdentity key, ObjectNode body) {
    ChatRequest request = ChatRequest.of(body.deepCopy(), 0, new ChatCompletionAnswers());
    return routing.route(key, Operation.CHAT, request.preferences()).stream()
        .map(offering -> most(request, offering))
        .reduce(Money.ZERO, Money::max);
  }

  private static Money most(ChatRequest request, Offering offering) {
    return request.estimate(offering, Objects.requireNonNull(offering.price())).ask().most();
  }
}
