package ai.nemorouter.provider.dialect;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.answer.Failures;
import ai.nemorouter.provider.parameter.Fields;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a provider is spoken to. The gateway knows one form of each operation, OpenAI's; a dialect
/// puts it into the provider's words and its answers back. To add one, copy the package of the one
/// that is nearest and make its class a bean: `Dialects` finds it by its name.
///
/// The gateway's own form of a chat is OpenAI's chat completion with OpenRouter's additions.
///
/// **Requests.** A field that is null is absent. `max_completion_tokens` is always there and is the
/// only ceiling; `model` is the provider's own name.
/// - `reasoning`: `effort` (`none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`),
///   `max_tokens`, `enabled`, `exclude`; `reasoning_effort` is the same as `reasoning.effort`.
/// - `top_k`, and `cache_control` on the request itself, on content parts and on tools.
/// - content parts: `text`; `image_url` with a data URL or an address; `file` with `file_data` (a
///   data URL or an address) and `filename`; `input_audio`; `video_url`.
/// - an assistant's message may carry `reasoning` (text) and `reasoning_details`, a tool's message
///   `is_error` (boolean). A last message of the assistant is to be continued.
///
/// **What a provider must see again.** `reasoning_details` of a message is a list of objects, each
/// with an `index`, counted from 0, and a `format` that names whose it is (`anthropic-claude-v1`,
/// `google-gemini-v1`). A dialect gives its provider only those of its own format or of none, so
/// that no provider is sent what another has signed. Types:
/// - `reasoning.text` with `text` and, where it is signed, `signature`;
/// - `reasoning.summary` with `summary`;
/// - `reasoning.encrypted` with `data`, and with `id` where it belongs to the tool call of that id.
///
/// **Answers.** `message.content` is null where only tools are called; `reasoning` is what all
/// `reasoning_details` say in plain text, `refusal` why the provider would not answer. A tool
/// call's `arguments` are the text of a JSON object. `finish_reason` is one of `stop`, `length`,
/// `tool_calls`, `content_filter`, and `native_finish_reason` the provider's own word. In `usage`,
/// `prompt_tokens` include cached and written ones, which `prompt_tokens_details.cached_tokens` and
/// `.cache_write_tokens` tell apart (`.cache_write_1h_tokens` is the part of the latter that is
/// kept for an hour), and `completion_tokens` include `completion_tokens_details.reasoning_tokens`.
///
/// **Streams.** Each delta carries what is new: `content`, `reasoning`, `reasoning_details` (pieces
/// of the same `index` belong together: their texts follow each other, the `signature` comes in a
/// piece of its own without text), `tool_calls` (the first piece of an `index` has `id`, `type` and
/// `function.name`, the others only `function.arguments`; together they are never empty). Usage
/// comes once or, where it grows, each time as a whole.
public interface Dialect {
  /// As it stands in settings and in the database, as in `anthropic`.
  String name();

  /// For people, as in `Anthropic (Messages)`.
  String title();

  /// Where such providers usually answer; null where each has an address of its own.
  @Nullable String usualBaseUrl();

  /// What can be said in it.
  Set<Operation> operations();

  /// What of a request such a provider is told: fields that it knows and that cannot cost more than
  /// what was held for. `PassedOn` drops all others.
  Fields parameters(Provider provider, Operation operation);

  /// Whether such a provider knows `custom` tools, which take bare text; to others they are offered
  /// as functions.
  default boolean knowsCustomTools(Provider provider) {
    return false;
  }

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
  /// object with `message` and, where it says so, `type` and `code`. A `code` that is an integer is
  /// the status that says what it means, where the provider's own misleads.
  default JsonNode error(JsonNode body) {
    return Failures.of(body);
  }

  /// A request that shows whether address and credential are right, and costs nothing.
  UpstreamRequest probe(Provider provider);

  /// One stream's way into chunks of the gateway's own form.
  interface Translation {
    /// @param event what one event says; keep-alives and ends are known without a dialect
    /// @return what is in it for the client; a chunk with `error` says that the provider failed:
    ///   `message` and, as an integer, the `code` of the status it would have answered with. A
    ///   chunk with `prompt_usage` says what the prompt alone takes
    List<ObjectNode> take(ObjectNode event);

    /// Whether the provider said that it is through, other than by `[DONE]`.
    default boolean isOver() {
      return false;
    }
  }
}
