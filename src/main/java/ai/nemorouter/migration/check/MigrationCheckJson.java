package ai.nemorouter.migration.check;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Writes a report for programs. Prices are US dollars per million tokens.
final class MigrationCheckJson {
  private MigrationCheckJson() {}

  static ObjectNode of(CheckReport report) {
    ObjectNode json = Json.object();
    json.put("base_url", report.baseUrl()).put("prices_as_of", report.pricesAsOf());
    json.put("resolved", report.hits());
    ArrayNode misses = json.putArray("misses");
    report.misses().forEach(misses::add);
    ArrayNode models = json.putArray("models");
    report.models().forEach(finding -> models.add(model(finding)));
    ArrayNode hints = json.putArray("hints");
    for (Hint hint : report.hints()) {
      hints
          .addObject()
          .put("kind", hint.kind().name().toLowerCase(java.util.Locale.ROOT))
          .put("what", hint.what())
          .put("line", hint.line())
          .put("advice", hint.advice());
    }
    ArrayNode secrets = json.putArray("secrets");
    report
        .secrets()
        .forEach(
            secret -> secrets.addObject().put("kind", secret.kind()).put("line", secret.line()));
    if (!report.secrets().isEmpty()) {
      json.put(
          "warning",
          "The text holds what looks like credentials. They were not kept, but rotate them: whatever was pasted somewhere is no secret any more.");
    }
    return json;
  }

  private static ObjectNode model(ModelFinding finding) {
    ObjectNode model = Json.object();
    model.put("name", finding.name()).put("resolves", finding.isResolved());
    model.put("callable", finding.isCallable());
    if (finding.mention().line() > 0) {
      model.put("line", finding.mention().line()).put("count", finding.mention().count());
    }
    ModelFinding.Served served = finding.served();
    if (served != null) {
      model.put("slug", served.slug()).put("provider", served.provider());
      model.put("providers", served.providers()).put("operations", served.operations());
      model.put("context_length", served.contextLength() == 0 ? null : served.contextLength());
      model.put("max_completion_tokens", served.outputCeiling());
      model.set("price", price(served.input(), served.output()));
    }
    ModelFinding.Origin origin = finding.origin();
    if (origin != null) {
      ObjectNode there = model.putObject("origin");
      there.put("catalog", origin.catalog());
      there.set("price", price(origin.input(), origin.output()));
      there.put("input_difference", origin.inputDifference());
      there.put("output_difference", origin.outputDifference());
    }
    ArrayNode differences = model.putArray("differences");
    finding.differences().forEach(differences::add);
    ArrayNode nearest = model.putArray("nearest");
    finding.nearest().forEach(nearest::add);
    model.put("remedy", finding.remedy());
    return model;
  }

  private static @Nullable ObjectNode price(@Nullable Money input, @Nullable Money output) {
    if (input == null || output == null) {
      return null;
    }
    return Json.object()
        .put("input_per_million_usd", new BigDecimal(input.plain()))
        .put("output_per_million_usd", new BigDecimal(output.plain()));
  }
}
