package ai.nemorouter.playground;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The request as code, ready to be copied; the key is read from the environment.
///
/// @param column which of the models it is about, from 0
public record Snippets(int column, String model, String curl, String python, String node) {
  /// What stands in a JSON text that a shell would read within quotes.
  private static final String QUOTE = "'";

  private static final String QUOTE_IN_SHELL = "'\\''";

  /// For the button that copies it.
  public String curlId() {
    return "curl-" + column;
  }

  public String pythonId() {
    return "python-" + column;
  }

  public String nodeId() {
    return "node-" + column;
  }

  static Snippets of(int column, String baseUrl, ObjectNode body) {
    return new Snippets(
        column,
        body.path("model").asText(),
        curl(baseUrl, body),
        python(baseUrl, body),
        node(baseUrl, body));
  }

  private static String curl(String baseUrl, ObjectNode body) {
    return """
    curl %s/chat/completions \\
      -H "Authorization: Bearer $NEMOROUTER_API_KEY" \\
      -H "Content-Type: application/json" \\
      -d '%s'\
    """
        .formatted(baseUrl, Json.write(body).replace(QUOTE, QUOTE_IN_SHELL));
  }

  /// Texts, numbers and lists are the same in Python as in JSON.
  private static String python(String baseUrl, ObjectNode body) {
    return """
    import os
    from openai import OpenAI

    client = OpenAI(
        base_url="%s",
        api_key=os.environ["NEMOROUTER_API_KEY"],
    )
    answer = client.chat.completions.create(
    %s)
    print(answer.choices[0].message.content)\
    """
        .formatted(baseUrl, fields(body, "    %s=%s,\n", "        "));
  }

  private static String node(String baseUrl, ObjectNode body) {
    return """
    import OpenAI from 'openai';

    const client = new OpenAI({
      baseURL: '%s',
      apiKey: process.env.NEMOROUTER_API_KEY,
    });
    const answer = await client.chat.completions.create({
    %s});
    console.log(answer.choices[0].message.content);\
    """
        .formatted(baseUrl, fields(body, "  %s: %s,\n", "    "));
  }

  private static String fields(ObjectNode body, String line, String indent) {
    StringBuilder lines = new StringBuilder();
    body.properties()
        .forEach(
            field -> lines.append(line.formatted(field.getKey(), value(field.getValue(), indent))));
    return lines.toString();
  }

  /// Messages one a line.
  private static String value(JsonNode value, String indent) {
    if (!value.isArray()) {
      return Json.write(value);
    }
    StringBuilder lines = new StringBuilder("[\n");
    value.forEach(one -> lines.append(indent).append(Json.write(one)).append(",\n"));
    return lines.append(indent.substring(indent.length() / 2)).append("]").toString();
  }
}
