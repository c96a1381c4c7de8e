package ai.nemorouter.limit.oracle;

import java.util.List;
import java.util.Random;

/// Random choices that a seed repeats.
final class Dice {
  private final Random random;

  Dice(long seed) {
    random = new Random(seed);
  }

  /// True in so many of a hundred cases.
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /// From `least` to `most`, both included.
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @SafeVarargs
  final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
