package ai.nemorouter.benchmark;

import io.vertx.core.buffer.Buffer;
import java.util.function.IntFunction;

/// How `Upstream` says its answers: the same text and counts in two dialects.
///
/// @param beginning what a stream sends before its first chunk
/// @param chunk one word of a stream
/// @param ending what a stream of so many tokens sends after its last chunk
record UpstreamFormat(Buffer whole, Buffer beginning, Buffer chunk, IntFunction<Buffer> ending) {
  static final String WORD = " word" + Upstream.MARK;

  static final UpstreamFormat CHAT =
      new UpstreamFormat(
          Buffer.buffer(
              """
              {"id":"chatcmpl-benchmark","object":"chat.completion","created":1760000000,"model":"tiny",\
              "choices":[{"index":0,"message":{"role":"assistant","content":"Hello! How can I help you today?"},\
              "finish_reason":"stop"}],\
              "usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}\
              """),
          Buffer.buffer(),
          chat("{\"content\":\"" + WORD + "\"}", "null", ""),
          tokens ->
              chat("{}", "\"stop\"", "")
                  .appendBuffer(
                      chat(
                          "{}",
                          "null",
                          ",\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":%d,\"total_tokens\":%d}"
                              .formatted(tokens, tokens + 9)))
                  .appendString("data: [DONE]\n\n"));

  static final UpstreamFormat MESSAGES =
      new UpstreamFormat(
          Buffer.buffer(
              """
              {"id":"msg-benchmark","type":"message","role":"assistant","model":"tiny",\
              "content":[{"type":"text","text":"Hello! How can I help you today?"}],\
              "stop_reason":"end_turn","stop_sequence":null,\
              "usage":{"input_tokens":9,"output_tokens":9}}\
              """),
          message(
                  "message_start",
                  """
                  "message":{"id":"msg-benchmark","type":"message","role":"assistant","model":"tiny",\
                  "content":[],"stop_reason":null,"stop_sequence":null,\
                  "usage":{"input_tokens":9,"output_tokens":1}}\
                  """)
              .appendBuffer(
                  message(
                      "content_block_start",
                      "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")),
          message(
              "content_block_delta",
              "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + WORD + "\"}"),
          tokens ->
              message("content_block_stop", "\"index\":0")
                  .appendBuffer(
                      message(
                          "message_delta",
                          """
                          "delta":{"stop_reason":"end_turn","stop_sequence":null},\
                          "usage":{"output_tokens":%d}\
                          """
                              .formatted(tokens)))
                  .appendString("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));

  private static Buffer chat(String delta, String finishReason, String usage) {
    return Buffer.buffer(
        """
        data: {"id":"chatcmpl-benchmark","object":"chat.completion.chunk","created":1760000000,\
        "model":"tiny","choices":[{"index":0,"delta":%s,"finish_reason":%s}]%s}

        """
            .formatted(delta, finishReason, usage));
  }

  private static Buffer message(String type, String fields) {
    return Buffer.buffer("event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, fields));
  }
}
