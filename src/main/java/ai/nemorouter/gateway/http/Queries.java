package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.admission.Identification;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// Answers callers with a key from what the gateway knows by itself.
@ApplicationScoped
class Queries {
  private final List<Query> all;
  private final Identification identification;

  Queries(@All List<Query> all, Identification identification) {
    this.all = all;
    this.identification = identification;
  }

  List<Query> all() {
    return all;
  }

  void answer(Exchange exchange, Query query) {
    exchange.answer(query.answer(exchange, identification.ofQuery(exchange)));
  }
}
