package ai.nemorouter.usage.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which usage a report is about.
///
/// @param member the identifier of a person, `-` for usage of no person, or empty for all
/// @param model its whole name; empty for all
/// @param provider its whole name, `-` for requests that came to none, or empty for all
public record ReportFilter(
    @Nullable UUID teamId, @Nullable UUID keyId, String member, String model, String provider) {
  /// Stands for usage without a member or without a provider.
  public static final String UNASSIGNED = "-";

  public static final ReportFilter ALL = new ReportFilter(null, null, "", "", "");

  public ReportFilter {
    model = model.strip();
    provider = provider.strip();
  }

  public boolean isEmpty() {
    return equals(ALL);
  }

  /// Also narrowed to that group.
  ///
  /// @param group as `Grouping.column` has it
  ReportFilter with(Grouping grouping, String group) {
    String named = group.isEmpty() ? UNASSIGNED : group;
    return switch (grouping) {
      case TEAM -> new ReportFilter(UUID.fromString(group), keyId, member, model, provider);
      case KEY -> new ReportFilter(teamId, UUID.fromString(group), member, model, provider);
      case MEMBER -> new ReportFilter(teamId, keyId, named, model, provider);
      case MODEL -> new ReportFilter(teamId, keyId, member, group, provider);
      case PROVIDER -> new ReportFilter(teamId, keyId, member, model, named);
    };
  }

  /// By the names that addresses have.
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("team", teamId == null ? "" : teamId.toString());
    parameters.put("key", keyId == null ? "" : keyId.toString());
    parameters.put("member", member);
    parameters.put("model", model);
    parameters.put("provider", provider);
    parameters.values().removeIf(String::isEmpty);
    return parameters;
  }

  /// The same for the list of requests, in which a model's whole name stands in quotes.
  Map<String, String> ofRequests() {
    Map<String, String> parameters = parameters();
    parameters.computeIfPresent("model", (_, name) -> "\"" + name + "\"");
    return parameters;
  }
}
