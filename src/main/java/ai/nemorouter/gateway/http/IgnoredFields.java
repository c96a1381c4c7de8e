package ai.nemorouter.gateway.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The header that names fields of a request without effect. Clients choose these names, so they
/// are cleaned and cut.
final class IgnoredFields {
  static final String HEADER = "x-nemo-ignored";

  private static final int NAME_LENGTH_MAX = 64;
  private static final int LENGTH_MAX = 1_000;

  /// All but visible ASCII, and the comma that separates names.
  private static final Pattern UNFIT = Pattern.compile("[^\\x21-\\x7e]|,");

  private IgnoredFields() {}

  static String text(List<String> everywhere, List<String> here) {
    Set<String> names = new LinkedHashSet<>();
    everywhere.forEach(name -> names.add(shown(name)));
    here.forEach(name -> names.add(shown(name)));
    StringBuilder text = new StringBuilder();
    int left = names.size();
    for (String name : names) {
      if (text.length() + name.length() > LENGTH_MAX) {
        return text + ", and " + left + " more";
      }
      text.append(text.isEmpty() ? "" : ", ").append(name);
      left--;
    }
    return text.toString();
  }

  private static String shown(String name) {
    String cut = name.length() > NAME_LENGTH_MAX ? name.substring(0, NAME_LENGTH_MAX) : name;
    return UNFIT.matcher(cut).replaceAll("?");
  }
}
