package ai.nemorouter.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a provider is spoken to. The gateway knows one form of each operation, OpenAI's; a dialect
/// puts it into the provider's words and its answers back. To add one, copy the package of the one
/// that is nearest and make its class a bean: `Dialects` finds it by its name.
///
/// The gateway's own form of a chat is OpenAI's chat completion with OpenRouter's additions:
/// `reasoning` (`effort`, `max_tokens`, `exclude`, `enabled`), `top_k`, `cache_control` on content
/// parts and tools; in messages and answers `reasoning` (text) and `reasoning_details` (objects of
/// type `reasoning.text` with `text` and `signature`, `reasoning.summary`, `reasoning.encrypted`
/// with `data`), which carry what a provider must see again in the next turn. In usage
/// `prompt_tokens` include cached and written ones, which `prompt_tokens_details.cached_tokens` and
/// `.cache_write_tokens` tell apart, and `completion_tokens` include
/// `completion_tokens_details.reasoning_tokens`. `finish_reason` is one of `stop`, `length`,
/// `tool_calls`, `content_filter`, and `native_finish_reason` the provider's own word.
public interface Dialect {
  /// As it stands in settings and in the database, as in `anthropic`.
  String name();

  /// For people, as in `Anthropic (Messages)`.
  String title();

  /// Where such providers usually answer; null where each has an address of its own.
  @Nullable String usualBaseUrl();

  /// What can be said in it.
  Set<Operation> operations();

  /// The provider's own form of a request.
  ///
  /// @param model the provider's name of the model
  /// @throws UntranslatableException if something asked for would be lost
  UpstreamRequest request(Provider provider, Operation operation, String model, Payload payload)
      throws UntranslatableException;

  /// An answer that came in one piece with a status of success, in the gateway's own form. One that
  /// is no answer is returned as it is.
  default ObjectNode answer(Operation operation, ObjectNode answer) {
    return answer;
  }

  /// Translates one streamed chat.
  Translation stream();

  /// What a provider says in a body with a status that is no success, in the gateway's own form: an
  /// object with `message` and, where it says so, `type` and `code`.
  default JsonNode error(ObjectNode body) {
    return body.path("error");
  }

  /// A request that shows whether address and credential are right, and costs nothing.
  UpstreamRequest probe(Provider provider);

  /// One stream's way into chunks of the gateway's own form.
  interface Translation {
    /// @param data of one server-sent event
    /// @return what is in it for the client; a chunk with `error` says that the provider failed
    /// @throws ai.nemorouter.platform.ApiException if it is not JSON
    List<ObjectNode> take(String data);

    /// Whether the provider said that it is through. Some only close the connection; then what
    /// counts is whether a finish reason came.
    boolean isOver();
  }
}
