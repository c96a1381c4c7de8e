package ai.nemorouter.demo.model;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The models of the demo provider that do something else than chat, one for each operation, priced
/// like real ones.
enum DemoSpecialist {
  EMBEDDING_SMALL("Embeddings (demo)", Operation.EMBEDDINGS, "0.02", null, "0"),
  SKETCH("Pictures (demo)", Operation.IMAGES, "0", Price.Unit.IMAGE, "10000"),
  VOICE("Speech (demo)", Operation.SPEECH, "0", Price.Unit.CHARACTER, "15"),
  TRANSCRIBER("Transcription (demo)", Operation.TRANSCRIPTIONS, "0", Price.Unit.SECOND, "100"),
  MODERATOR("Moderation (demo)", Operation.MODERATIONS, "0", null, "0"),
  RANKER("Ranking (demo)", Operation.RERANK, "0", Price.Unit.SEARCH, "1000");

  private final String title;
  private final Operation operation;
  private final String inputPrice;
  private final Price.@Nullable Unit unit;
  private final String unitPrice;

  /// @param inputPrice US dollars for a million input tokens
  /// @param unitPrice US dollars for a million units
  DemoSpecialist(
      String title,
      Operation operation,
      String inputPrice,
      Price.@Nullable Unit unit,
      String unitPrice) {
    this.title = title;
    this.operation = operation;
    this.inputPrice = inputPrice;
    this.unit = unit;
    this.unitPrice = unitPrice;
  }

  /// Its name at the demo provider, as in `embedding-small`.
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Operation operation() {
    return operation;
  }

  /// Where it is asked, as in `/v1/embeddings`.
  String path() {
    return switch (operation) {
      case CHAT -> "/v1/chat/completions";
      case EMBEDDINGS -> "/v1/embeddings";
      case IMAGES -> "/v1/images/generations";
      case SPEECH -> "/v1/audio/speech";
      case TRANSCRIPTIONS -> "/v1/audio/transcriptions";
      case MODERATIONS -> "/v1/moderations";
      case RERANK -> "/v1/rerank";
    };
  }

  /// @param request as in `POST /v1/embeddings`
  static Optional<DemoSpecialist> asked(String request) {
    return Arrays.stream(values())
        .filter(model -> request.equals("POST " + model.path()))
        .findFirst();
  }

  ProviderListing listing() {
    return ProviderListing.of(
        DemoModel.PROVIDER + "/" + id(),
        title,
        id(),
        Set.of(operation),
        DemoModel.OUTPUT_CEILING,
        Rates.of(Money.ofUsd(inputPrice), Money.ZERO),
        unit == null ? null : new Price.UnitPrice(unit, Money.ofUsd(unitPrice)),
        DemoModel.PROVIDER);
  }
}
