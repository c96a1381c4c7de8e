package ai.nemorouter.testsupport;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// How much of a long proof a run takes: a fifth, another one each time, or all of it in the
/// profile `matrix`, as continuous integration runs it. `-Dnemorouter.whole-proofs=true` takes all
/// too.
public final class Portion {
  private static final int PART = 5;
  private static final boolean WHOLE = Boolean.getBoolean("nemorouter.whole-proofs");

  private Portion() {}

  public static boolean isWhole() {
    return WHOLE;
  }

  /// @return at least 1
  public static int of(int count) {
    return WHOLE ? count : Math.ceilDiv(count, PART);
  }

  /// Cases in any order.
  public static <T> List<T> of(List<T> cases) {
    List<T> chosen = new ArrayList<>(cases);
    Collections.shuffle(chosen, new Random());
    return List.copyOf(chosen.subList(0, of(cases.size())));
  }
}
