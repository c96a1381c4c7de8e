package ai.nemorouter.gateway.audio;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.cost.MaximumUsage;
import ai.nemorouter.gateway.cost.MeasuredUsage;
import ai.nemorouter.gateway.request.PlainFields;
import ai.nemorouter.gateway.request.PlainRequest;
import ai.nemorouter.gateway.request.PlainResult;
import ai.nemorouter.gateway.request.ProviderAnswer;
import ai.nemorouter.gateway.routing.RoutingPreferences;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.dialect.Payload;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text to be spoken. The answer is sound, which tells nothing of what it cost: where the price
/// is by tokens and no header names the cost, the tokens of the speech are our estimate.
///
/// @param speed 1 where the client leaves it open
record SpeechRequest(PlainFields fields, String model, String input, BigDecimal speed)
    implements PlainRequest {
  private static final int MOST_CHARACTERS = 4_096;
  private static final BigDecimal SLOWEST = new BigDecimal("0.25");
  private static final BigDecimal FASTEST = new BigDecimal("4");
  private static final String USUAL_TYPE = "audio/mpeg";

  static SpeechRequest of(ObjectNode body) {
    PlainFields fields = new PlainFields(body);
    fields.refuseStream();
    if (!fields.text("stream_format", "audio").equals("audio")) {
      throw PlainFields.invalid(
          "stream_format", "\"stream_format\" must be \"audio\": events are not supported here.");
    }
    String input = fields.text("input");
    if (characters(input) > MOST_CHARACTERS) {
      throw PlainFields.invalid(
          "input",
          "\"input\" has "
              + characters(input)
              + " characters; at most "
              + MOST_CHARACTERS
              + " are taken at once.");
    }
    return new SpeechRequest(fields, fields.model(), input, speed(body.path("speed")));
  }

  private static BigDecimal speed(JsonNode speed) {
    if (speed.isMissingNode() || speed.isNull()) {
      return BigDecimal.ONE;
    }
    if (!speed.isNumber()
        || speed.decimalValue().compareTo(SLOWEST) < 0
        || speed.decimalValue().compareTo(FASTEST) > 0) {
      throw PlainFields.invalid("speed", "\"speed\" must be a number from 0.25 to 4.");
    }
    return speed.decimalValue();
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public Operation operation() {
    return Operation.SPEECH;
  }

  @Override
  public RoutingPreferences preferences() {
    return fields.preferences();
  }

  @Override
  public SpeechRequest screened(InputScreen screen) {
    return of(fields.screened(screen));
  }

  @Override
  public MaximumUsage measure(Offering offering, Price price) {
    InputTokens tokens = tokens(offering);
    long spoken = MaximumUsage.chargesTokens(price) ? SpeechTokens.most(input, speed) : 0;
    return new MaximumUsage(tokens.bound(), tokens.likely(), spoken, true, Map.of())
        .with(Price.Unit.CHARACTER, input.length(), characters(input));
  }

  private InputTokens tokens(Offering offering) {
    return InputTokens.ofTexts(List.of(input, fields.text("instructions", "")), offering.slug());
  }

  @Override
  public Payload payload(Offering offering, long ceiling) {
    return new Payload.Document(fields.passedOn(offering));
  }

  @Override
  public @Nullable PlainResult read(Offering offering, ProviderAnswer answer) {
    if (answer.document() != null || answer.bytes().length() == 0) {
      return null;
    }
    long spoken = SpeechTokens.likely(input, speed, answer.bytes());
    TokenUsage counted = new TokenUsage(tokens(offering).likely(), spoken, 0, 0, 0, 0, spoken, 0);
    return new PlainResult.Bytes(
        answer.contentType().isEmpty() ? USUAL_TYPE : answer.contentType(),
        answer.bytes(),
        MeasuredUsage.of(Optional.empty(), counted)
            .with(Price.Unit.CHARACTER, characters(input), true));
  }
}
