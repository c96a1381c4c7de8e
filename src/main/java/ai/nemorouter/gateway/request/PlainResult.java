package ai.nemorouter.gateway.request;

import ai.nemorouter.gateway.cost.MeasuredUsage;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/// A provider's answer as it goes to the client, and what it took.
public sealed interface PlainResult {
  MeasuredUsage counts();

  /// Gets the name of the answer, the model, the provider, and the usage with its cost.
  record Document(ObjectNode body, MeasuredUsage counts) implements PlainResult {}

  /// Goes as it is; the cost stands in headers.
  record Bytes(String contentType, Buffer bytes, MeasuredUsage counts) implements PlainResult {}
}
