package ai.nemorouter.gateway.audio;

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
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A recording to be written down.
///
/// By tokens, OpenAI counts ten for a second of what it hears ("Managing costs" of its guide on
/// realtime models); twice that is held. Hurried speech is at most twelve tokens of text a second.
///
/// @param format how the text is wanted
record TranscriptionRequest(
    MultipartForm form,
    String model,
    MultipartForm.File file,
    Format format,
    RecordingLength length)
    implements PlainRequest {
  private static final String FILE = "file";
  private static final long HEARD_PER_SECOND_MOST = 20;
  private static final long HEARD_PER_SECOND = 10;
  private static final long WRITTEN_PER_SECOND_MOST = 12;
  private static final long WRITTEN_AROUND_MOST = 64;

  /// Rounding a number of a billion decimals would never end.
  private static final int MOST_DECIMALS = 400;

  private static final BigDecimal LONGEST_SECONDS = new BigDecimal(10_000_000);

  /// How a transcription is written, with the type that it has if the provider names none.
  enum Format {
    JSON("application/json"),
    VERBOSE_JSON("application/json"),
    DIARIZED_JSON("application/json"),
    TEXT("text/plain; charset=utf-8"),
    SRT("application/x-subrip; charset=utf-8"),
    VTT("text/vtt; charset=utf-8");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    boolean isJson() {
      return contentType.equals("application/json");
    }

    static Format of(String word) {
      return switch (word) {
        case "json" -> JSON;
        case "verbose_json" -> VERBOSE_JSON;
        case "diarized_json" -> DIARIZED_JSON;
        case "text" -> TEXT;
        case "srt" -> SRT;
        case "vtt" -> VTT;
        default ->
            throw PlainFields.invalid(
                "response_format",
                "\"response_format\" must be json, verbose_json, diarized_json, text, srt or vtt.");
      };
    }
  }

  static TranscriptionRequest of(MultipartForm form) {
    String stream = form.text("stream", "false");
    if (!stream.isEmpty() && !stream.equalsIgnoreCase("false")) {
      throw PlainFields.invalid("stream", "Streaming is not supported here. Leave \"stream\" out.");
    }
    String model = PlainFields.modelNamed(form.text("model"));
    MultipartForm.File file = form.file(FILE);
    return new TranscriptionRequest(
        form,
        model,
        file,
        Format.of(form.text("response_format", "json")),
        RecordingLength.of(file.bytes()));
  }

  @Override
  public Operation operation() {
    return Operation.TRANSCRIPTIONS;
  }

  /// Its hints are read. A recording cannot be; of it only the kind is known.
  @Override
  public TranscriptionRequest screened(InputScreen screen) {
    return of(form.screened(screen));
  }

  @Override
  public MaximumUsage measure(Offering offering, Price price) {
    InputTokens hints = hints(offering);
    boolean byTokens = MaximumUsage.chargesTokens(price);
    return new MaximumUsage(
            hints.bound() + (byTokens ? length.most() * HEARD_PER_SECOND_MOST : 0),
            hints.likely() + (byTokens ? length.likely() * HEARD_PER_SECOND : 0),
            byTokens ? writtenMost(offering) : 0,
            true,
            Map.of())
        .with(Price.Unit.SECOND, length.most(), length.likely());
  }

  private InputTokens hints(Offering offering) {
    return InputTokens.ofTexts(List.of(form.text("prompt", "")), offering.slug());
  }

  private long writtenMost(Offering offering) {
    long byLength = length.most() * WRITTEN_PER_SECOND_MOST + WRITTEN_AROUND_MOST;
    return offering.outputCeiling() > 0 ? Math.min(offering.outputCeiling(), byLength) : byLength;
  }

  @Override
  public Payload payload(Offering offering, long ceiling) {
    Map<String, List<String>> sent = new LinkedHashMap<>(form.fields());
    sent.remove("stream");
    sent.put("model", List.of(offering.upstreamModel()));
    return new Payload.Form(sent, FILE, file.name(), file.contentType(), file.bytes());
  }

  @Override
  public @Nullable PlainResult read(Offering offering, ProviderAnswer answer) {
    ObjectNode document = answer.document();
    if (format.isJson()) {
      return document == null || !document.path("text").isTextual()
          ? null
          : new PlainResult.Document(
              document, counts(offering, answer, document.path("text").asText()));
    }
    if (document != null) {
      return null;
    }
    return new PlainResult.Bytes(
        answer.contentType().isEmpty() ? format.contentType : answer.contentType(),
        answer.bytes(),
        counts(offering, answer, answer.bytes().toString()));
  }

  private MeasuredUsage counts(Offering offering, ProviderAnswer answer, String text) {
    long likely = likely(text);
    // Where tokens cost nothing, none were held for, so none are counted.
    Price price = offering.price();
    boolean byTokens = price == null || MaximumUsage.chargesTokens(price);
    long heard = byTokens ? likely * HEARD_PER_SECOND : 0;
    long written = byTokens ? InputTokens.ofTexts(List.of(text), offering.slug()).likely() : 0;
    TokenUsage counted =
        new TokenUsage(hints(offering).likely() + heard, written, 0, 0, 0, heard, 0, 0);
    Optional<TokenUsage> reported = ReportedUsage.tokensOf(answer.usage());
    OptionalLong seconds = seconds(answer);
    return MeasuredUsage.of(reported, counted)
        .with(Price.Unit.SECOND, seconds.orElse(likely), seconds.isPresent());
  }

  /// Subtitles say when the last of them ends: a file that says less lies.
  private long likely(String text) {
    long last = format == Format.SRT || format == Format.VTT ? Subtitles.end(text) : 0;
    return Math.clamp(last, length.likely(), length.most());
  }

  /// Whole seconds, begun ones counted, as the provider tells them.
  private static OptionalLong seconds(ProviderAnswer answer) {
    JsonNode told = answer.usage().path("seconds");
    if (!told.isNumber() && answer.document() != null) {
      told = answer.document().path("duration");
    }
    BigDecimal seconds = told.isNumber() ? told.decimalValue() : number(told.asText());
    return seconds.signum() < 0
            || seconds.scale() > MOST_DECIMALS
            || seconds.compareTo(LONGEST_SECONDS) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(seconds.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /// Some write the duration as text. What is no number is less than none.
  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return BigDecimal.ONE.negate();
    }
  }

  /// As OpenAI tells of one by its length, or by its tokens.
  @Override
  public ObjectNode usage(ObjectNode reported, TokenUsage taken) {
    if (reported.has("seconds") || (!reported.has("input_tokens") && taken.units() > 0)) {
      reported.put("type", "duration");
      return reported.has("seconds") ? reported : reported.put("seconds", taken.units());
    }
    return PlainRequest.inputAndOutput(reported, taken).put("type", "tokens");
  }
}
