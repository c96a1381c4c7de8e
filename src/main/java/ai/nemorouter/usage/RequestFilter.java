package ai.nemorouter.usage;

import ai.nemorouter.provider.dialect.Operation;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which requests to list.
///
/// @param status null for all
/// @param model part of the model's name, or the whole name in quotes; empty for all
/// @param operation null for all
/// @param name an identifier of a request or of one of its attempts, or the provider's own for it;
///   empty for all
/// @param member the identifier of the person who was charged, `-` for requests without one; empty
///   for all
/// @param provider its whole name, `-` for none; empty for all
/// @param reason why they were refused or failed, as the record has it; empty for all
public record RequestFilter(
    @Nullable RequestStatus status,
    @Nullable UUID teamId,
    @Nullable UUID keyId,
    String model,
    @Nullable Operation operation,
    RequestTimes times,
    String name,
    String member,
    String provider,
    String reason) {
  /// Stands for requests of no person, or that came to no provider.
  public static final String NONE = "-";

  public static final RequestFilter ALL =
      new RequestFilter(null, null, null, "", null, RequestTimes.ALL, "");

  public RequestFilter {
    model = model.strip();
    name = name.strip();
    provider = provider.strip();
    reason = reason.strip();
  }

  /// Of all members, providers and reasons.
  public RequestFilter(
      @Nullable RequestStatus status,
      @Nullable UUID teamId,
      @Nullable UUID keyId,
      String model,
      @Nullable Operation operation,
      RequestTimes times,
      String name) {
    this(status, teamId, keyId, model, operation, times, name, "", "", "");
  }

  public static RequestFilter ofKey(UUID keyId) {
    return new RequestFilter(null, null, keyId, "", null, RequestTimes.ALL, "");
  }

  /// As given in the query string. Values that make no sense are ignored.
  public record InAddress(
      @QueryParam("status") @DefaultValue("") String status,
      @QueryParam("team") @DefaultValue("") String team,
      @QueryParam("key") @DefaultValue("") String key,
      @QueryParam("model") @DefaultValue("") String model,
      @QueryParam("operation") @DefaultValue("") String operation,
      @QueryParam("range") @DefaultValue("") String range,
      @QueryParam("from") @DefaultValue("") String from,
      @QueryParam("until") @DefaultValue("") String until,
      @QueryParam("id") @DefaultValue("") String name,
      @QueryParam("member") @DefaultValue("") String member,
      @QueryParam("provider") @DefaultValue("") String provider,
      @QueryParam("reason") @DefaultValue("") String reason) {
    /// @param zone in which days begin
    public RequestFilter filter(ZoneId zone) {
      return new RequestFilter(
          RequestStatus.of(status).orElse(null),
          id(team),
          id(key),
          model,
          Arrays.stream(Operation.values())
              .filter(known -> known.word().equals(operation))
              .findFirst()
              .orElse(null),
          new RequestTimes(TimeRange.of(range), from, until, zone),
          name,
          memberOf(member),
          provider,
          reason);
    }
  }

  public static @Nullable UUID id(String text) {
    try {
      return text.isEmpty() ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// An identifier or `-`; empty for all else.
  public static String memberOf(String text) {
    String member = text.strip();
    return member.equals(NONE) ? NONE : Objects.toString(id(member), "");
  }

  /// The same at another time.
  public RequestFilter at(RequestTimes other) {
    return new RequestFilter(
        status, teamId, keyId, model, operation, other, name, member, provider, reason);
  }

  /// The whole name that the model is given by in quotes; empty where it is not.
  Optional<String> exactModel() {
    boolean quoted = model.length() > 2 && model.startsWith("\"") && model.endsWith("\"");
    return quoted ? Optional.of(model.substring(1, model.length() - 1)) : Optional.empty();
  }

  public boolean isOfNobody() {
    return member.equals(NONE);
  }

  public boolean isOf(UUID person) {
    return member.equals(person.toString());
  }

  public boolean isWithoutProvider() {
    return provider.equals(NONE);
  }

  /// What narrows the list, by the names that addresses have.
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("status", status == null ? "" : status.word());
    parameters.put("team", teamId == null ? "" : teamId.toString());
    parameters.put("key", keyId == null ? "" : keyId.toString());
    parameters.put("model", model);
    parameters.put("operation", operation == null ? "" : operation.word());
    parameters.put("range", times.range().word());
    parameters.put("from", times.fromWord());
    parameters.put("until", times.untilWord());
    parameters.put("id", name);
    parameters.put("member", member);
    parameters.put("provider", provider);
    parameters.put("reason", reason);
    parameters.values().removeIf(String::isEmpty);
    return parameters;
  }
}
