package ai.nemorouter.migration.staging;

import ai.nemorouter.migration.staging.StagingPlan.Kind;
import ai.nemorouter.migration.staging.StagingPlan.Sample;
import ai.nemorouter.platform.http.OwnAddress;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OperatorHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.VertxException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Makes sample requests as a client does: over HTTP, through this gateway's own port and
/// everything that stands in the way of a request.
@ApplicationScoped
class SampleRequests {
  static final int OUTPUT_TOKENS_MAX = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ANSWER_BYTES_MAX = 1_000_000;
  private static final int EXCERPT = 200;
  private static final int OK = 200;
  private static final String QUESTION = "Answer with the one word: ready";
  private static final String DATA = "data:";

  private final OwnAddress own;
  private final OperatorHttp http;

  SampleRequests(OwnAddress own, OperatorHttp http) {
    this.own = own;
    this.http = http;
  }

  /// What was seen of an answer, while it is being looked at.
  private static final class Seen {
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final StringBuilder answer = new StringBuilder();
    private String problem = "";

    void miss(String what) {
      problem = problem.isEmpty() ? what : problem + " " + what;
    }
  }

  /// @param secret used for this request alone
  SampleResult make(Sample sample, String secret) {
    OperatorHttp.Target target =
        new OperatorHttp.Target(own.at(""), Map.of("authorization", "Bearer " + secret));
    String asked = Json.write(body(sample));
    long began = System.nanoTime();
    try (OwnGateway gateway = http.client(OwnGateway.class, target, PATIENCE);
        Response response =
            sample.kind() == Kind.EMBEDDINGS ? gateway.embeddings(asked) : gateway.chat(asked);
        InputStream body = OperatorHttp.body(response, ANSWER_BYTES_MAX)) {
      return result(sample, response, body, began);
    } catch (IOException | ProcessingException | VertxException e) {
      return new SampleResult(
          sample,
          0,
          "",
          Map.of(),
          "There was no answer within " + PATIENCE.toSeconds() + " seconds, or it broke off.",
          "Look at the provider's health; the gateway reached itself at " + own.at("") + ".");
    }
  }

  private static SampleResult result(Sample sample, Response response, InputStream body, long began)
      throws IOException {
    Seen seen = new Seen();
    if (response.getStatus() != OK) {
      return Failures.of(sample, response.getStatus(), text(body));
    }
    switch (sample.kind()) {
      case WHOLE -> whole(seen, response, body);
      case STREAMED -> streamed(seen, body, began);
      case TOOLS -> tools(seen, response, body);
      case EMBEDDINGS -> embeddings(seen, response, body);
    }
    seen.facts.put("took", millisSince(began));
    return new SampleResult(
        sample,
        OK,
        excerpt(seen.answer.toString()),
        seen.facts,
        seen.problem,
        seen.problem.isEmpty() ? "" : Failures.remedyOfShape(sample.kind()));
  }

  private static void whole(Seen seen, Response response, InputStream body) throws IOException {
    ObjectNode answer = Json.parseObject(body.readAllBytes());
    seen.answer.append(answer.at("/choices/0/message/content").asText());
    seen.facts.put("model", answer.path("model").asText());
    if (!answer.path("choices").isArray() || answer.path("choices").isEmpty()) {
      seen.miss("The answer has no choices.");
    }
    cost(seen, response, answer);
  }

  private static void tools(Seen seen, Response response, InputStream body) throws IOException {
    ObjectNode answer = Json.parseObject(body.readAllBytes());
    JsonNode call = answer.at("/choices/0/message/tool_calls/0");
    seen.answer.append(
        call.isMissingNode()
            ? answer.at("/choices/0/message/content").asText()
            : call.at("/function/name").asText()
                + "("
                + call.at("/function/arguments").asText()
                + ")");
    seen.facts.put("tool call", call.isMissingNode() ? "none" : "came");
    if (call.isMissingNode()) {
      seen.miss("No tool call came, although one was required.");
    }
    cost(seen, response, answer);
  }

  private static void embeddings(Seen seen, Response response, InputStream body)
      throws IOException {
    ObjectNode answer = Json.parseObject(body.readAllBytes());
    int length = answer.at("/data/0/embedding").size();
    seen.facts.put("length of the vector", String.valueOf(length));
    if (length == 0) {
      seen.miss("No vector came.");
    }
    cost(seen, response, answer);
  }

  private static void streamed(Seen seen, InputStream body, long began) throws IOException {
    int chunks = 0;
    boolean done = false;
    JsonNode usage = Json.object().path("usage");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith(DATA)) {
          continue;
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals("[DONE]")) {
          done = true;
          continue;
        }
        if (chunks++ == 0) {
          seen.facts.put("first chunk after", millisSince(began));
        }
        ObjectNode chunk = Json.parseObject(data.getBytes(StandardCharsets.UTF_8));
        if (chunk.has("error")) {
          seen.miss("The stream broke: " + chunk.at("/error/message").asText());
        }
        seen.answer.append(chunk.at("/choices/0/delta/content").asText(""));
        usage = chunk.hasNonNull("usage") ? chunk.path("usage") : usage;
      }
    }
    seen.facts.put("chunks", String.valueOf(chunks));
    seen.facts.put("[DONE]", done ? "came" : "missing");
    seen.facts.put("usage chunk", usage.isMissingNode() ? "missing" : "came");
    seen.facts.put(
        "usage.cost", usage.path("cost").isNumber() ? dollars(usage.path("cost")) : "missing");
    if (!done) {
      seen.miss("The stream did not end with [DONE].");
    }
    if (!usage.path("cost").isNumber()) {
      seen.miss("No chunk told usage.cost.");
    }
  }

  /// The header and the body must tell the same.
  private static void cost(Seen seen, Response response, ObjectNode answer) {
    String header = Objects.requireNonNullElse(response.getHeaderString("x-nemo-request-cost"), "");
    JsonNode inBody = answer.at("/usage/cost");
    seen.facts.put("x-nemo-request-cost", header.isEmpty() ? "missing" : "$" + header);
    seen.facts.put("usage.cost", inBody.isNumber() ? dollars(inBody) : "missing");
    if (header.isEmpty() || !inBody.isNumber()) {
      seen.miss("The cost is not in the header and in usage.cost.");
    } else if (new BigDecimal(header).compareTo(inBody.decimalValue()) != 0) {
      seen.miss("The header and usage.cost tell different costs.");
    }
  }

  private static ObjectNode body(Sample sample) {
    ObjectNode body = Json.object().put("model", sample.model());
    if (sample.kind() == Kind.EMBEDDINGS) {
      return body.put("input", "ready").put("encoding_format", "float");
    }
    body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
    body.put("max_tokens", OUTPUT_TOKENS_MAX);
    if (sample.kind() == Kind.STREAMED) {
      body.put("stream", true);
    }
    if (sample.kind() == Kind.TOOLS) {
      ObjectNode function =
          body.putArray("tools").addObject().put("type", "function").putObject("function");
      function.put("name", "report_ready").put("description", "Reports that the system is ready");
      ObjectNode parameters = function.putObject("parameters").put("type", "object");
      parameters.putObject("properties").putObject("word").put("type", "string");
      body.putObject("tool_choice")
          .put("type", "function")
          .putObject("function")
          .put("name", "report_ready");
    }
    return body;
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readAllBytes(), StandardCharsets.UTF_8);
  }

  static String excerpt(String text) {
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }

  private static String dollars(JsonNode cost) {
    return "$" + cost.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static String millisSince(long began) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) + " ms";
  }

  /// Says what an answer that is none means.
  static final class Failures {
    private Failures() {}

    static SampleResult of(Sample sample, int status, String body) {
      String message = "HTTP " + status;
      String reason = "";
      try {
        JsonNode error = Json.parseObject(body.getBytes(StandardCharsets.UTF_8)).path("error");
        message = error.path("message").asText(message);
        reason = error.at("/metadata/reason").asText("");
      } catch (ApiException e) {
        message = "HTTP " + status + " without a JSON body";
      }
      return new SampleResult(
          sample, status, "", Map.of(), excerpt(message), remedy(sample, status, reason));
    }

    static String remedyOfShape(Kind kind) {
      return kind == Kind.TOOLS
          ? "Models without tools answer in text: use another model where tools are needed."
          : "Clients may not read this answer: report it with the call's identifier.";
    }

    private static String remedy(Sample sample, int status, String reason) {
      return switch (status) {
        case 401 ->
            "Copy the key again, or make a new one: it must be an inference key of this installation.";
        case 402 -> "Raise the limit that the answer names, or have credit granted.";
        case 403 ->
            "The key may not do this: look at its team's and its own rules, or use an inference key.";
        case 404, 405 ->
            reason.equals("model_not_found")
                ? "Add an alias for this name, or use one of the model names that the check suggests."
                : "This installation does not serve " + sample.kind().path() + " for this model.";
        case 429 ->
            "Wait a moment: a rate limit, or calls under way that hold the rest of a budget.";
        case 502, 503, 504 ->
            "Its provider does not answer as it should: look at the provider, or use another model.";
        default -> "Look at the call in the console: its reason says more.";
      };
    }
  }
}
