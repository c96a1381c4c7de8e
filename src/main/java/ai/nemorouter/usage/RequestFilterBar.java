package ai.nemorouter.usage;

import ai.nemorouter.platform.list.Address;
import ai.nemorouter.usage.view.SavedView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What stands above a list of requests: what it is narrowed to, and where else one can go from
/// there.
///
/// @param live whether new requests are shown as they come
/// @param selected the request that is open beside the list
/// @param seen the newest request that was shown before; later ones are marked
public record RequestFilterBar(
    RequestFilter filter,
    RequestFilterChoices.Choices choices,
    List<SavedView> views,
    boolean live,
    @Nullable UUID selected,
    @Nullable UUID seen) {
  static final String LIVE = "live";
  static final String ON = "on";
  static final String SEEN = "seen";

  public RequestFilterBar {
    views = List.copyOf(views);
  }

  /// One thing that the list is narrowed to.
  ///
  /// @param without the address of the list without it
  public record Chip(String name, String value, String without) {}

  /// A field of a form that is not shown.
  public record Hidden(String name, String value) {}

  /// @param link the address of the list
  public record Choice(String label, String link, boolean current) {}

  public List<Chip> chips() {
    List<Chip> chips = new ArrayList<>();
    RequestStatus status = filter.status();
    UUID team = filter.teamId();
    UUID key = filter.keyId();
    add(chips, "id", "Id", filter.name());
    add(chips, "status", "Status", status == null ? "" : status.label());
    add(
        chips,
        "reason",
        "Reason",
        filter.reason().isEmpty() ? "" : RequestReasons.words(filter.reason()));
    add(chips, "team", "Team", team == null ? "" : choices.team(team));
    add(chips, "key", "Key", key == null ? "" : choices.key(key));
    add(chips, "member", "Member", choices.memberName());
    add(chips, "model", "Model", filter.exactModel().orElse(contains(filter.model())));
    add(
        chips,
        "provider",
        "Provider",
        filter.isWithoutProvider() ? "No provider" : filter.provider());
    add(
        chips,
        "operation",
        "Operation",
        filter.operation() == null ? "" : filter.operation().word());
    add(chips, "from", "From", filter.times().fromLabel());
    add(chips, "until", "Until", filter.times().untilLabel());
    return List.copyOf(chips);
  }

  private void add(List<Chip> chips, String parameter, String name, String value) {
    if (!value.isEmpty()) {
      chips.add(new Chip(name, value, kept().with(parameter, "")));
    }
  }

  private static String contains(String part) {
    return part.isEmpty() ? "" : "contains “" + part + "”";
  }

  /// The address as it is, without the page of the list.
  private Address kept() {
    Map<String, String> parameters = new HashMap<>(filter.parameters());
    parameters.put(LIVE, live ? ON : "");
    return new Address(parameters);
  }

  /// One of these takes the place of the moments that were given.
  public List<Choice> ranges() {
    Map<String, String> kept = new HashMap<>(kept().parameters());
    kept.remove("from");
    kept.remove("until");
    boolean open = filter.times().from() == null && filter.times().until() == null;
    return choices.ranges().stream()
        .map(range ->
            new Choice(
                range.label(),
                new Address(kept).with("range", range.word()),
                open && range == filter.times().range()))
        .toList();
  }

  /// What the form of the search by identifier keeps.
  public List<Hidden> besideName() {
    return kept().parameters().entrySet().stream()
        .filter(parameter -> !parameter.getKey().equals("id"))
        .sorted(Map.Entry.comparingByKey())
        .map(parameter -> new Hidden(parameter.getKey(), parameter.getValue()))
        .toList();
  }

  /// What the form of all other filters keeps.
  public List<Hidden> besideFields() {
    return kept().parameters().entrySet().stream()
        .filter(parameter -> List.of("id", "range", LIVE).contains(parameter.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(parameter -> new Hidden(parameter.getKey(), parameter.getValue()))
        .toList();
  }

  public String switched() {
    return kept().with(LIVE, live ? "" : ON);
  }

  /// Where the list asks for what came meanwhile.
  public String poll(String newest) {
    return kept().with(SEEN, newest);
  }

  public String clear() {
    return live ? "?" + LIVE + "=" + ON : "?";
  }

  /// What is kept under a name.
  public String query() {
    return new Address(filter.parameters()).query();
  }

  public boolean isSaveable() {
    return !filter.parameters().isEmpty() && views.stream().noneMatch(this::isCurrent);
  }

  /// The list without any filter.
  public boolean isAll() {
    return filter.parameters().isEmpty();
  }

  public boolean isCurrent(SavedView view) {
    return view.query().equals(query().substring(1));
  }

  /// Null where none is shown.
  public @Nullable SavedView current() {
    return views.stream().filter(this::isCurrent).findFirst().orElse(null);
  }
}
