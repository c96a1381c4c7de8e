package ai.nemorouter.guardrail.engine.pattern;

import java.util.List;

/// A pattern as a tree. What asks about the place only, as `^` and `\b`, is empty here.
sealed interface PatternNode {
  int UNBOUNDED = Integer.MAX_VALUE;
  PatternNode EMPTY = new Sequence(List.of());

  /// The most UTF-16 units that a match of it can have, or `UNBOUNDED`.
  int longest();

  /// How many states it takes to follow it, repetitions written out.
  int size();

  /// @param literal the one character it is, or 0
  record One(Characters characters, char literal) implements PatternNode {
    @Override
    public int longest() {
      return characters.beyondAscii() ? 2 : 1;
    }

    @Override
    public int size() {
      return 1;
    }
  }

  record Sequence(List<PatternNode> parts) implements PatternNode {
    @Override
    public int longest() {
      return parts.stream().mapToInt(PatternNode::longest).reduce(0, PatternNode::plus);
    }

    @Override
    public int size() {
      return parts.stream().mapToInt(PatternNode::size).reduce(0, PatternNode::plus);
    }
  }

  record Choice(List<PatternNode> parts) implements PatternNode {
    @Override
    public int longest() {
      return parts.stream().mapToInt(PatternNode::longest).max().orElse(0);
    }

    @Override
    public int size() {
      return parts.stream().mapToInt(PatternNode::size).reduce(1, PatternNode::plus);
    }
  }

  /// @param most `UNBOUNDED` for `*` and `+`
  record Repeat(PatternNode part, int least, int most) implements PatternNode {
    @Override
    public int longest() {
      int once = part.longest();
      boolean unbounded = once > 0 && (most == UNBOUNDED || once == UNBOUNDED);
      return unbounded ? UNBOUNDED : times(once, most == UNBOUNDED ? 1 : most);
    }

    @Override
    public int size() {
      return plus(1, times(part.size(), most == UNBOUNDED ? least + 1 : most));
    }
  }

  private static int plus(int left, int right) {
    long sum = (long) left + right;
    return sum >= UNBOUNDED ? UNBOUNDED : (int) sum;
  }

  private static int times(int left, int right) {
    long product = (long) left * right;
    return product >= UNBOUNDED ? UNBOUNDED : (int) product;
  }
}
