package ai.nemorouter.audit;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.list.Address;
import io.quarkus.panache.common.Parameters;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.QueryParam;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// Which entries to show. Values that make no sense are ignored.
///
/// @param actor part of a name, or an identifier
/// @param group the word of an `AuditGroup`, or a whole action as in `key.revoked`
/// @param target a whole target as in `key 0199…`, or a part of it
/// @param from the first day, in UTC
/// @param until the last day, in UTC
/// @param address an IP address
public record AuditFilter(
    String actor, String group, String target, String from, String until, String address) {
  private static final String NOUN = "function(split_part as String, e.action, '.', 1)";
  static final AuditFilter ALL = new AuditFilter("", "", "", "", "", "");

  public AuditFilter {
    actor = actor.strip();
    group = group.strip();
    target = target.strip();
    from = day(from) == null ? "" : from.strip();
    until = day(until) == null ? "" : until.strip();
    address = address.strip();
  }

  /// As addresses have it.
  public record InAddress(
      @Parameter(description = "A part of a name, or an id.") @QueryParam("actor") @DefaultValue("")
          String actor,
      @Parameter(description = "As in `key.revoked`, or a group as in `keys`.")
          @QueryParam("action")
          @DefaultValue("")
          String action,
      @Parameter(description = "As in `key 0199…`, or a part of it.")
          @QueryParam("target")
          @DefaultValue("")
          String target,
      @Parameter(description = "The first day, in UTC.", schema = @Schema(format = "date"))
          @QueryParam("from")
          @DefaultValue("")
          String from,
      @Parameter(description = "The last day, in UTC.", schema = @Schema(format = "date"))
          @QueryParam("until")
          @DefaultValue("")
          String until,
      @Parameter(description = "An IP address.") @QueryParam("address") @DefaultValue("")
          String address) {
    AuditFilter filter() {
      return new AuditFilter(actor, action, target, from, until, address);
    }
  }

  /// As a form has it.
  public record InForm(
      @FormParam("actor") String actor,
      @FormParam("action") String action,
      @FormParam("target") String target,
      @FormParam("from") String from,
      @FormParam("until") String until,
      @FormParam("address") String address) {
    /// A field that was not sent is empty.
    public InForm {
      actor = Objects.requireNonNullElse(actor, "");
      action = Objects.requireNonNullElse(action, "");
      target = Objects.requireNonNullElse(target, "");
      from = Objects.requireNonNullElse(from, "");
      until = Objects.requireNonNullElse(until, "");
      address = Objects.requireNonNullElse(address, "");
    }

    AuditFilter filter() {
      return new AuditFilter(actor, action, target, from, until, address);
    }
  }

  /// What narrows the list, by the names that addresses have.
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("actor", actor);
    parameters.put("action", group);
    parameters.put("target", target);
    parameters.put("from", from);
    parameters.put("until", until);
    parameters.put("address", address);
    parameters.values().removeIf(String::isEmpty);
    return parameters;
  }

  Address inAddress() {
    return new Address(parameters());
  }

  /// Whether a whole action is asked for, which no group has.
  public boolean isOneAction() {
    return group.contains(".");
  }

  /// Conditions on `AuditEntity e`, each beginning with ` and `.
  ///
  /// @param values gets what they compare with
  String conditions(Parameters values) {
    List<String> conditions = new ArrayList<>();
    narrowByActor(conditions, values);
    narrowByAction(conditions, values);
    if (!target.isEmpty()) {
      conditions.add(
          target.contains(" ")
              ? "e.target = :target"
              : "locate(lower(:target), lower(e.target)) > 0");
      values.and("target", target);
    }
    LocalDate first = day(from);
    if (first != null) {
      conditions.add("e.id >= :fromId");
      values.and("fromId", firstId(first));
    }
    LocalDate last = day(until);
    if (last != null) {
      conditions.add("e.id < :untilId");
      values.and("untilId", firstId(last.plusDays(1)));
    }
    if (!address.isEmpty()) {
      conditions.add("e.address = :address");
      values.and("address", address);
    }
    return conditions.isEmpty() ? "" : " and " + String.join(" and ", conditions);
  }

  private void narrowByActor(List<String> conditions, Parameters values) {
    UUID actorId = actorId();
    if (actorId != null) {
      conditions.add("e.actorId = :actorId");
      values.and("actorId", actorId);
    } else if (!actor.isEmpty()) {
      conditions.add("locate(lower(:actor), lower(e.actorName)) > 0");
      values.and("actor", actor);
    }
  }

  /// By the noun first, which the index has.
  private void narrowByAction(List<String> conditions, Parameters values) {
    Optional<AuditGroup> known = AuditGroup.of(group);
    if (isOneAction()) {
      conditions.add(NOUN + " = :noun and e.action = :action");
      values.and("noun", group.substring(0, group.indexOf('.'))).and("action", group);
    } else if (known.isPresent()) {
      conditions.add(NOUN + " in :nouns");
      values.and("nouns", known.get().nouns());
    }
  }

  private @Nullable UUID actorId() {
    try {
      return actor.length() == 36 ? UUID.fromString(actor) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static UUID firstId(LocalDate day) {
    return Ids.firstAt(day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  private static @Nullable LocalDate day(String text) {
    try {
      LocalDate day = text.isBlank() ? null : LocalDate.parse(text.strip());
      return day == null || day.getYear() < 1970 || day.getYear() > 9999 ? null : day;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
