package ai.nemorouter.provider.dialect;

import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.chat.CustomTools;
import ai.nemorouter.provider.chat.SystemTurns;
import ai.nemorouter.provider.parameter.Dropped;
import ai.nemorouter.provider.parameter.Fields;
import ai.nemorouter.provider.parameter.OtherParameters;
import ai.nemorouter.provider.parameter.ToolSchemas;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The one place that decides what of a request a provider gets: the fields that its dialect knows
/// to be harmless, and those that its account allows besides. What was held for a call cannot be
/// exceeded by a parameter that is not known here.
///
/// @param ignored the names of what was dropped
public record PassedOn(Payload payload, List<String> ignored) {
  private static final String CEILING = "max_completion_tokens";

  public PassedOn {
    ignored = List.copyOf(ignored);
  }

  /// @param payload in the gateway's own form, with the provider's name of the model and the
  ///   ceiling that was held for
  /// @throws UntranslatableException if something cannot be dropped without changing the question
  public static PassedOn of(Provider provider, Operation operation, Payload payload)
      throws UntranslatableException {
    if (operation == Operation.CHAT && payload instanceof Payload.Document(ObjectNode body)) {
      fit(provider, body);
    }
    Fields known = provider.dialect().parameters(provider, operation);
    Dropped dropped = new Dropped();
    Payload kept =
        switch (payload) {
          case Payload.Document(ObjectNode body) ->
              new Payload.Document(document(body, known, provider.passOn(), dropped));
          case Payload.Form form -> form(form, known, provider.passOn(), dropped);
        };
    Dropped.Refusal refusal = dropped.refusal();
    if (refusal != null) {
      throw new UntranslatableException(refusal.field(), refusal.message());
    }
    return new PassedOn(kept, dropped.names());
  }

  private static void fit(Provider provider, ObjectNode chat) {
    if (!isAnthropic(provider)) {
      SystemTurns.removeBilling(chat);
    }
    if (!provider.dialect().knowsCustomTools(provider)) {
      CustomTools.asFunctions(chat);
    }
  }

  private static boolean isAnthropic(Provider provider) {
    return provider.dialect().name().equals("anthropic");
  }

  private static ObjectNode document(
      ObjectNode body, Fields known, Set<String> allowed, Dropped dropped) {
    ObjectNode sent = known.kept(body, allowed, dropped);
    ToolSchemas.mend(sent.path("tools"));
    if (!sent.path("messages").isMissingNode() && sent.path("tools").isEmpty()) {
      // There is nothing left to choose from, and servers reject a tool choice without tools.
      sent.remove(List.of("tools", "tool_choice", "parallel_tool_calls"));
    }
    if (sent.path("modalities").isArray() && sent.path("modalities").isEmpty()) {
      sent.remove("modalities");
    }
    keepBelowCeiling(sent, "reasoning", "max_tokens");
    keepBelowCeiling(sent, "thinking", "budget_tokens");
    return sent;
  }

  /// Thoughts are part of the answer: some servers raise the ceiling where more of them are asked
  /// for than it has room.
  private static void keepBelowCeiling(ObjectNode sent, String object, String budget) {
    JsonNode asked = sent.path(object).path(budget);
    long most = Math.max(1, sent.path(CEILING).asLong() - 1);
    if (sent.path(object) instanceof ObjectNode holder
        && sent.has(CEILING)
        && !(asked.isMissingNode() || asked.isNull())
        && !(asked.isIntegralNumber() && asked.canConvertToLong() && asked.asLong() <= most)) {
      holder.put(budget, most);
    }
  }

  private static Payload.Form form(
      Payload.Form form, Fields known, Set<String> allowed, Dropped dropped) {
    Map<String, List<String>> sent = new LinkedHashMap<>();
    form.fields()
        .forEach((name, values) -> {
          if (!known.names().contains(name) && !allowed.contains(name)) {
            dropped.add(name);
          } else if (OtherParameters.LISTS.contains(name)) {
            sent.put(name, values);
          } else {
            // Of a field that comes twice the first value is what was counted.
            sent.put(name, List.of(values.getFirst()));
          }
        });
    return new Payload.Form(
        sent, form.fileField(), form.fileName(), form.contentType(), form.file());
  }
}
