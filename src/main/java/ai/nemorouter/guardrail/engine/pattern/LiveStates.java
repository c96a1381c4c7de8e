package ai.nemorouter.guardrail.engine.pattern;

import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Where in a text that may grow a match may still begin. RE2/J only says whether there is a match,
/// so this follows the pattern by itself: all its states at once, each with the earliest place from
/// which it was reached.
final class LiveStates {
  private static final int NOWHERE = Integer.MAX_VALUE;

  private final List<Characters> steps = new ArrayList<>();

  /// For each step the steps that can be next; the last index stands for the end of the pattern.
  private final List<int[]> next = new ArrayList<>();

  private final int[] first;

  LiveStates(PatternNode pattern) {
    Tails built = build(pattern);
    connect(built.last, new int[] {steps.size()});
    this.first = withEnd(built);
  }

  private int[] withEnd(Tails built) {
    int[] all = Arrays.copyOf(built.first, built.first.length + (built.skippable ? 1 : 0));
    if (built.skippable) {
      all[all.length - 1] = steps.size();
    }
    return all;
  }

  /// The steps that a part of the pattern can begin and end with.
  private static final class Tails {
    private final int[] first;
    private final int[] last;
    private final boolean skippable;

    Tails(int[] first, int[] last, boolean skippable) {
      this.first = first;
      this.last = last;
      this.skippable = skippable;
    }
  }

  private Tails build(PatternNode node) {
    return switch (node) {
      case PatternNode.One one -> {
        steps.add(one.characters());
        next.add(new int[0]);
        int[] self = {steps.size() - 1};
        yield new Tails(self, self, false);
      }
      case PatternNode.Sequence sequence -> {
        Tails all = new Tails(new int[0], new int[0], true);
        for (PatternNode part : sequence.parts()) {
          all = join(all, build(part));
        }
        yield all;
      }
      case PatternNode.Choice choice -> {
        Tails all = new Tails(new int[0], new int[0], false);
        for (PatternNode part : choice.parts()) {
          Tails one = build(part);
          all =
              new Tails(
                  both(all.first, one.first),
                  both(all.last, one.last),
                  all.skippable || one.skippable);
        }
        yield all;
      }
      case PatternNode.Repeat repeat -> repeat(repeat);
    };
  }

  private Tails repeat(PatternNode.Repeat repeat) {
    Tails all = new Tails(new int[0], new int[0], true);
    boolean unbounded = repeat.most() == PatternNode.UNBOUNDED;
    int times = unbounded ? Math.max(1, repeat.least()) : repeat.most();
    for (int time = 0; time < times; time++) {
      Tails one = build(repeat.part());
      boolean optional = time >= repeat.least() || one.skippable;
      if (unbounded && time == times - 1) {
        connect(one.last, one.first);
      }
      all = join(all, new Tails(one.first, one.last, optional));
    }
    return all;
  }

  private Tails join(Tails left, Tails right) {
    connect(left.last, right.first);
    return new Tails(
        left.skippable ? both(left.first, right.first) : left.first,
        right.skippable ? both(left.last, right.last) : right.last,
        left.skippable && right.skippable);
  }

  private void connect(int[] from, int[] to) {
    for (int step : from) {
      next.set(step, both(next.get(step), to));
    }
  }

  private static int[] both(int[] left, int[] right) {
    int[] all = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, all, left.length, right.length);
    return Arrays.stream(all).distinct().toArray();
  }

  /// The earliest place from `from` on at which a match may begin that the end of the text does not
  /// decide; `text.end()` if there is none.
  int earliest(Folded text, int from) {
    int end = steps.size();
    int[] now = new int[end + 1];
    int[] then = new int[end + 1];
    Arrays.fill(now, NOWHERE);
    for (int at = from; at < text.end(); at++) {
      Arrays.fill(then, NOWHERE);
      char letter = text.at(at);
      offer(now, first, at);
      for (int step = 0; step < end; step++) {
        if (now[step] == NOWHERE) {
          continue;
        }
        if (steps.get(step).has(letter)) {
          offer(then, next.get(step), now[step]);
        }
        if (Character.isLowSurrogate(letter)) {
          then[step] = Math.min(then[step], now[step]); // half a character, already taken
        }
      }
      int[] swapped = now;
      now = then;
      then = swapped;
    }
    int earliest = text.end();
    for (int place : now) {
      earliest = Math.min(earliest, place);
    }
    return earliest;
  }

  private static void offer(int[] states, int[] steps, int place) {
    for (int step : steps) {
      states[step] = Math.min(states[step], place);
    }
  }
}
