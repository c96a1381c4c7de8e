package ai.nemorouter.platform.list;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// The query of a list page's address, in which its filters live, so that links keep them.
public record Address(Map<String, String> parameters) {
  public Address {
    Map<String, String> given = new LinkedHashMap<>(parameters);
    given.values().removeIf(String::isEmpty);
    parameters = Map.copyOf(given);
  }

  /// The same with one parameter changed; an empty value leaves it out.
  public String with(String name, Object value) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.put(name, String.valueOf(value));
    return new Address(changed).query();
  }

  /// For a link that sorts by a column: back to the first page.
  public String sorted(String order) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.remove("page");
    changed.put("sort", order);
    return new Address(changed).query();
  }

  /// The same for the heading of a column: the other way round where the list is sorted by it.
  ///
  /// @param active whether the list is sorted by it now
  public String sorting(String order, boolean active) {
    return sorted(SortWord.of(order, active && !isReversed()));
  }

  /// @param order the word of a column; empty for where the address names none
  public boolean isSortedBy(String order) {
    return SortWord.column(parameters.getOrDefault("sort", "")).equals(order);
  }

  /// Whether the list is sorted the other way round than the column usually is.
  public boolean isReversed() {
    return SortWord.isReversed(parameters.getOrDefault("sort", ""));
  }

  /// Where the arrow of the column points that the list is sorted by.
  ///
  /// @param usual `up` or `down`
  public String arrow(String usual) {
    return isReversed() == usual.equals("down") ? "up" : "down";
  }

  /// The same for screen readers.
  ///
  /// @param usual `ascending` or `descending`
  public String direction(String usual) {
    return isReversed() == usual.equals("descending") ? "ascending" : "descending";
  }

  public String query() {
    return parameters.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&", "?", ""));
  }

  /// Whether anything narrows the list, apart from its order and page.
  public boolean isFiltered() {
    return parameters.keySet().stream()
        .anyMatch(name -> !name.equals("sort") && !name.equals("page"));
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
