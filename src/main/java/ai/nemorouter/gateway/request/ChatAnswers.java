package ai.nemorouter.gateway.request;

import ai.nemorouter.platform.json.ApiError;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// How one client is answered: chat completions in its own wire format. Made for one request, so
/// that it may remember what it said.
public interface ChatAnswers {
  /// @param answer a chat completion, with the cost in its usage
  ObjectNode whole(ObjectNode answer);

  /// @param chunk the next chunk of a stream: no nulls, constant id, role first; never one without
  ///   choices
  /// @return what the client reads for it, as server-sent events; may be empty
  String chunk(ObjectNode chunk);

  /// Sent while the provider is still silent: something that every client takes for a keep-alive,
  /// and for nothing else.
  ///
  /// @param head a chunk that says whose stream it is, and nothing else
  default String keepAlive(ObjectNode head) {
    return ": PROCESSING\n\n";
  }

  /// @param last the last chunk of a whole stream: no choices, and the usage with its cost
  /// @return everything up to the end of the stream
  String end(ObjectNode last);

  /// The provider broke off after the stream began.
  ///
  /// @param chunk a chunk that tells of it: `error`, and a choice with the finish reason `error`
  /// @return everything up to the end of the stream
  String error(ObjectNode chunk, ApiError error, String requestId);
}
