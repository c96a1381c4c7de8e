package ai.nemorouter.gateway.rerank;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.cost.MaximumUsage;
import ai.nemorouter.gateway.cost.MeasuredUsage;
import ai.nemorouter.gateway.cost.ReportedUsage;
import ai.nemorouter.gateway.request.PlainFields;
import ai.nemorouter.gateway.request.PlainRequest;
import ai.nemorouter.gateway.request.PlainResult;
import ai.nemorouter.gateway.request.ProviderAnswer;
import ai.nemorouter.gateway.routing.RoutingPreferences;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Documents to be put into the order of how well they answer a question.
///
/// @param top how many of them are wanted (`top_n`)
/// @param withDocuments whether each result is to bring its document along
record RerankRequest(
    PlainFields fields,
    String model,
    String query,
    List<String> documents,
    int top,
    boolean withDocuments)
    implements PlainRequest {
  private static final int MOST_DOCUMENTS = 1_000;

  RerankRequest {
    documents = List.copyOf(documents);
  }

  static RerankRequest of(ObjectNode body) {
    PlainFields fields = new PlainFields(body);
    fields.refuseStream();
    List<String> documents = documents(body.path("documents"));
    return new RerankRequest(
        fields,
        fields.model(),
        fields.text("query"),
        documents,
        Math.min(fields.whole("top_n", 1, Integer.MAX_VALUE, documents.size()), documents.size()),
        fields.flag("return_documents", true));
  }

  private static List<String> documents(JsonNode given) {
    if (!given.isArray() || given.isEmpty() || given.size() > MOST_DOCUMENTS) {
      throw notUnderstood();
    }
    List<String> documents = new ArrayList<>();
    for (JsonNode document : given) {
      JsonNode text = document.isObject() ? document.path("text") : document;
      if (!text.isTextual()) {
        throw notUnderstood();
      }
      documents.add(text.asText());
    }
    return documents;
  }

  private static ApiException notUnderstood() {
    return PlainFields.invalid(
        "documents",
        "\"documents\" must be an array of one to "
            + MOST_DOCUMENTS
            + " texts, or of objects with a \"text\".");
  }

  @Override
  public Operation operation() {
    return Operation.RERANK;
  }

  @Override
  public RoutingPreferences preferences() {
    return fields.preferences();
  }

  @Override
  public RerankRequest screened(InputScreen screen) {
    return of(fields.screened(screen));
  }

  @Override
  public MaximumUsage measure(Offering offering, Price price) {
    RerankTokens tokens = RerankTokens.of(query, documents, offering.slug());
    return new MaximumUsage(tokens.most(), tokens.likely(), 0, false, Map.of())
        .with(Price.Unit.SEARCH, tokens.mostSearches(), tokens.likelySearches());
  }

  /// Texts alone, which every provider takes. What goes back to the client is put together here.
  @Override
  public Payload payload(Offering offering, long ceiling) {
    ObjectNode sent = fields.passedOn(offering);
    sent.remove("return_documents");
    ArrayNode texts = sent.putArray("documents");
    documents.forEach(texts::add);
    return new Payload.Document(sent);
  }

  @Override
  public @Nullable PlainResult read(Offering offering, ProviderAnswer answer) {
    ObjectNode document = answer.document();
    if (document == null || !document.path("results").isArray()) {
      return null;
    }
    ObjectNode body = Json.object();
    ArrayNode results = body.putArray("results");
    for (JsonNode result : document.path("results")) {
      int index = result.path("index").asInt(-1);
      if (index < 0 || index >= documents.size() || !result.path("relevance_score").isNumber()) {
        return null;
      }
      if (results.size() < top) {
        ObjectNode shown = results.addObject().put("index", index);
        shown.set("relevance_score", result.path("relevance_score"));
        if (withDocuments) {
          shown.putObject("document").put("text", documents.get(index));
        }
      }
    }
    MeasuredUsage counts = counts(offering, answer, document);
    ObjectNode usage =
        answer.usage() instanceof ObjectNode reported ? reported.deepCopy() : Json.object();
    usage.put("search_units", counts.units(Price.Unit.SEARCH));
    body.set("usage", usage);
    return new PlainResult.Document(body, counts);
  }

  private MeasuredUsage counts(Offering offering, ProviderAnswer answer, ObjectNode document) {
    RerankTokens tokens = RerankTokens.of(query, documents, offering.slug());
    JsonNode billed = document.path("meta").path("billed_units");
    Optional<TokenUsage> reported =
        ReportedUsage.tokensOf(answer.usage())
            .or(() -> ReportedUsage.tokensOf(billed))
            .or(() -> ReportedUsage.tokensOf(document.path("meta").path("tokens")));
    JsonNode searches =
        answer.usage().has("search_units")
            ? answer.usage().path("search_units")
            : billed.path("search_units");
    boolean known = ReportedUsage.isCount(searches);
    return MeasuredUsage.of(reported, TokenUsage.of(tokens.likely(), 0))
        .with(Price.Unit.SEARCH, known ? searches.asLong() : tokens.likelySearches(), known);
  }

  @Override
  public ObjectNode usage(ObjectNode reported, TokenUsage taken) {
    return reported.put("total_tokens", taken.prompt());
  }
}
