package ai.nemorouter.limit.preview;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a change of a limit would do, in sentences, told before it is made.
///
/// @param headline what it comes to
/// @param refuses whether calls will be refused at once
/// @param details what else follows
/// @param past where one may choose between keeping and restarting: what the period has seen so
///   far, in words; null where there is nothing to choose
public record LimitEffect(
    String headline, boolean refuses, List<String> details, @Nullable String past) {
  public LimitEffect {
    details = List.copyOf(details);
  }

  public LimitEffect(String headline, boolean refuses, List<String> details) {
    this(headline, refuses, details, null);
  }

  LimitEffect with(String detail) {
    List<String> more = new ArrayList<>(details);
    more.add(detail);
    return new LimitEffect(headline, refuses, more, past);
  }
}
