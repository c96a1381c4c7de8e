package ai.nemorouter.gateway.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.grammar.Read.Call;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// What a client of Responses reads of a stream: the same in its events and in the response at the
/// end.
final class ResponseRead {
  private ResponseRead() {}

  static Read of(String stream) {
    StringBuilder grown = new StringBuilder();
    List<JsonNode> done = new ArrayList<>();
    List<ObjectNode> events = Read.typed(stream);
    assertThat(events.getFirst().path("type").asText()).isEqualTo("response.created");
    boolean failed = false;
    for (int i = 0; i < events.size(); i++) {
      ObjectNode event = events.get(i);
      assertThat(event.path("sequence_number").asInt(-1)).isEqualTo(i);
      switch (event.path("type").asText()) {
        case "response.output_text.delta" -> grown.append(event.path("delta").asText());
        case "response.output_item.done" -> done.add(event.path("item"));
        case "response.failed" -> failed = true;
        default -> {}
      }
    }
    if (failed) {
      return Read.failed(grown.toString());
    }
    JsonNode response = events.getLast().path("response");
    String status = response.path("status").asText();
    assertThat(events.getLast().path("type").asText()).isEqualTo("response." + status);
    assertThat(response.path("output")).containsExactlyElementsOf(done);
    Read read = ofWhole(response);
    assertThat(read.text()).isEqualTo(grown.toString());
    return read;
  }

  static Read ofWhole(JsonNode response) {
    String status = response.path("status").asText();
    StringBuilder text = new StringBuilder();
    List<Call> calls = new ArrayList<>();
    for (JsonNode item : response.path("output")) {
      for (JsonNode part : item.path("content")) {
        text.append(part.path("text").asText(""));
      }
      if (item.path("type").asText().equals("function_call")) {
        calls.add(
            new Call(
                item.path("call_id").asText(),
                item.path("name").asText(),
                item.path("arguments").asText()));
      }
    }
    String reason = response.path("incomplete_details").path("reason").asText("");
    return new Read(
        false,
        text.toString(),
        calls,
        finish(status, reason, !calls.isEmpty()),
        response.path("usage").path("input_tokens").asLong(),
        response.path("usage").path("output_tokens").asLong());
  }

  private static String finish(String status, String reason, boolean callsTools) {
    if (status.equals("completed")) {
      return callsTools ? "tool_calls" : "stop";
    }
    return reason.equals("max_output_tokens") ? "length" : reason;
  }
}
