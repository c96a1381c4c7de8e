package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.finding.CallVerdicts;
import ai.nemorouter.guardrail.finding.GuardrailEvents;
import ai.nemorouter.platform.Address;
import ai.nemorouter.provider.Operation;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The list of requests, and one request explained.
@Needs(Permission.VIEW_CALLS)
@Path("/o/{slug}/calls")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class CallsPages {
  private final Calls calls;
  private final CallChoices choices;
  private final GuardrailEvents guardrails;
  private final CurrentActor current;

  CallsPages(Calls calls, CallChoices choices, GuardrailEvents guardrails, CurrentActor current) {
    this.calls = calls;
    this.choices = choices;
    this.guardrails = guardrails;
    this.current = current;
  }

  @CheckedTemplate(basePath = "usage")
  static class Templates {
    private Templates() {}

    static native TemplateInstance calls(
        CallPage page, CallFilter filter, CallChoices.Choices choices, Address address);

    static native TemplateInstance call(
        CallDetail call,
        List<Attempt> attempts,
        List<CountedLimit> limits,
        @Nullable CallVerdicts guardrails);
  }

  @GET
  public TemplateInstance list(
      @QueryParam("status") @DefaultValue("") String status,
      @QueryParam("team") @DefaultValue("") String team,
      @QueryParam("key") @DefaultValue("") String key,
      @QueryParam("model") @DefaultValue("") String model,
      @QueryParam("operation") @DefaultValue("") String operation,
      @QueryParam("range") @DefaultValue("") String range,
      @QueryParam("id") @DefaultValue("") String name,
      @QueryParam("before") @DefaultValue("") String before,
      @QueryParam("after") @DefaultValue("") String after) {
    CallFilter filter =
        new CallFilter(
            CallStatus.of(status).orElse(null),
            id(team),
            id(key),
            model,
            operation(operation),
            TimeRange.of(range),
            name);
    CallPage page =
        calls.page(current.personOrThrow(), filter, new Calls.Cursor(id(before), id(after)));
    return Templates.calls(
        page, filter, choices.of(current.personOrThrow(), filter), address(filter));
  }

  @GET
  @Path("{id}")
  public TemplateInstance call(@PathParam("id") UUID id) {
    Actor.Person person = current.personOrThrow();
    CallDetail request = calls.find(person, id);
    return Templates.call(
        request,
        calls.attempts(person, request.id()),
        calls.limits(person, request.id()),
        guardrails(person, request.id()));
  }

  /// Null where no guardrail looked at it, or the person may not see guardrails.
  private @Nullable CallVerdicts guardrails(Actor.Person person, UUID id) {
    return person.mayAnywhere(Permission.VIEW_GUARDRAILS)
        ? guardrails.ofCall(person, id).orElse(null)
        : null;
  }

  private static Address address(CallFilter filter) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("status", filter.status() == null ? "" : filter.status().word());
    parameters.put("team", filter.teamId() == null ? "" : filter.teamId().toString());
    parameters.put("key", filter.keyId() == null ? "" : filter.keyId().toString());
    parameters.put("model", filter.model());
    parameters.put("operation", filter.operation() == null ? "" : filter.operation().word());
    parameters.put("range", filter.range().word());
    parameters.put("id", filter.name());
    return new Address(parameters);
  }

  /// An operation that nobody knows filters nothing.
  private static @Nullable Operation operation(String word) {
    return Arrays.stream(Operation.values())
        .filter(operation -> operation.word().equals(word))
        .findFirst()
        .orElse(null);
  }

  /// An id that a person mangled in the address filters nothing.
  private static @Nullable UUID id(String text) {
    try {
      return text.isEmpty() ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
