package ai.nemorouter.gateway.rerank;

import ai.nemorouter.gateway.tokens.InputTokens;
import java.util.List;

/// What ranking documents takes. By tokens, each document counts together with the question. By
/// searches, one is a question with up to a hundred documents, and a document that exceeds 500
/// tokens together with the question is cut into parts that count as documents each (Cohere's
/// "Pricing", section "Rerank").
record RerankTokens(long most, long likely, long mostSearches, long likelySearches) {
  private static final long TOKENS_PER_PART = 500;

  /// A long question leaves at least this much of a part to the document.
  private static final long FEWEST_TOKENS_PER_PART = 100;

  private static final long DOCUMENTS_PER_SEARCH = 100;

  static RerankTokens of(String query, List<String> documents, String slug) {
    InputTokens question = InputTokens.ofTexts(List.of(query), slug);
    long most = 0;
    long likely = 0;
    long mostParts = 0;
    long likelyParts = 0;
    for (InputTokens tokens : InputTokens.ofEach(documents, slug)) {
      most += question.bound() + tokens.bound();
      likely += question.likely() + tokens.likely();
      mostParts += parts(question.bound(), tokens.bound());
      likelyParts += parts(question.likely(), tokens.likely());
    }
    return new RerankTokens(
        most,
        likely,
        Math.ceilDiv(mostParts, DOCUMENTS_PER_SEARCH),
        Math.ceilDiv(likelyParts, DOCUMENTS_PER_SEARCH));
  }

  private static long parts(long question, long document) {
    long room = Math.max(FEWEST_TOKENS_PER_PART, TOKENS_PER_PART - question);
    return Math.max(1, Math.ceilDiv(document, room));
  }
}
