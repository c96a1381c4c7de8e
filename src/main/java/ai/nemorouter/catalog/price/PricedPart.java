package ai.nemorouter.catalog.price;

import ai.nemorouter.money.Money;
import java.math.BigInteger;

/// What a call took of one kind, and what a million of that cost. All parts of a call, added up and
/// rounded up once, are its cost.
public record PricedPart(Kind kind, long count, Money perMillion) {
  static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /// What a price tells apart.
  public enum Kind {
    INPUT("Input"),
    CACHED_INPUT("Cached input"),
    CACHE_WRITE("Cache write"),
    CACHE_WRITE_HOUR("Cache write, kept for an hour"),
    AUDIO_INPUT("Audio input"),
    OUTPUT("Output"),
    AUDIO_OUTPUT("Audio output"),
    /// Images, seconds, characters, searches or requests.
    UNITS("Units");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /// The exact cost, in millionths of a nano-US-dollar.
  public BigInteger exact() {
    return count == 0
        ? BigInteger.ZERO
        : BigInteger.valueOf(count).multiply(BigInteger.valueOf(perMillion.nanos()));
  }
}
