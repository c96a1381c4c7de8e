package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.platform.json.ApiError;
import java.util.EnumMap;
import java.util.Map;

/// What a call may take, and what it likely takes, in everything that a price may count.
///
/// @param mostPrompt the most input tokens
/// @param likelyPrompt the likely input tokens
/// @param mostOutput the most output tokens
/// @param audio whether any of the tokens may be of recordings or speech
/// @param units the other units that a price may count; each call is one request
public record MaximumUsage(
    long mostPrompt,
    long likelyPrompt,
    long mostOutput,
    boolean audio,
    Map<Price.Unit, Span> units) {
  private static final Span NOTHING = new Span(0, 0);
  private static final long MILLION = 1_000_000;

  /// @param most an upper bound
  /// @param likely our best guess
  public record Span(long most, long likely) {
    public Span {
      if (likely < 0 || most < likely) {
        throw new IllegalArgumentException("A bound is not below the likely number");
      }
    }
  }

  public MaximumUsage {
    Map<Price.Unit, Span> all = new EnumMap<>(Price.Unit.class);
    all.putAll(units);
    all.put(Price.Unit.REQUEST, new Span(1, 1));
    units = Map.copyOf(all);
  }

  public static MaximumUsage of(InputTokens tokens) {
    return new MaximumUsage(tokens.bound(), tokens.likely(), 0, false, Map.of());
  }

  public MaximumUsage withOutput(long tokens) {
    return new MaximumUsage(mostPrompt, likelyPrompt, tokens, audio, units);
  }

  public MaximumUsage with(Price.Unit unit, long most, long likely) {
    Map<Price.Unit, Span> more = new EnumMap<>(units);
    more.put(unit, new Span(most, likely));
    return new MaximumUsage(mostPrompt, likelyPrompt, mostOutput, audio, more);
  }

  /// The units that the price counts.
  ///
  /// @throws ai.nemorouter.platform.json.ApiException if calls of this kind have none of them: a
  ///   price that cannot be applied is none, and such a model is refused, never free
  Span unitsOf(Price price) {
    if (price.perUnit() == null) {
      return NOTHING;
    }
    Span span = units.get(price.perUnit().unit());
    if (span == null) {
      throw ApiError.invalidRequest(
              "The model's price is per "
                  + price.perUnit().unit().column()
                  + ", which this kind of call does not count, so no cap could hold for it. The"
                  + " operator can set another one.")
          .param("model")
          .reason("model_unpriced")
          .exception();
    }
    return span;
  }

  /// Whether a price is of tokens at all, or only of something else.
  public static boolean chargesTokens(Price price) {
    return !price.worstCase(MILLION, MILLION).isZero();
  }
}
