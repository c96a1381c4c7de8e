package ai.nemorouter.audit;

import ai.nemorouter.audit.AuditEntry.Field;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says in words what entries hold in terms. Actions are `noun.verb` with the verb in the past, so
/// that most of them become a sentence by themselves.
final class AuditText {
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry("alert_channel.secret_rotated", "Rotated the secret of the alert channel"),
          Map.entry("alert_channel.gone", "Closed the alert channel, whose receiver is gone"),
          Map.entry("alert_delivery.retried", "Had an alert delivered again"),
          Map.entry("audit_log.exported", "Exported the audit log"),
          Map.entry("audit_retention.changed", "Changed how long the audit log is kept"),
          Map.entry(
              "audit_webhook.secret_rotated", "Rotated the secret of the audit log's webhook"),
          Map.entry("audit_webhook.retried", "Had the audit log sent again at once"),
          Map.entry("credit.granted", "Granted credit"),
          Map.entry("credit.withdrawn", "Withdrew credit"),
          Map.entry("fee.set", "Set the platform fee"),
          Map.entry("purchase.started", "Started a purchase of credit"),
          Map.entry("purchase.paid", "Added credit that was bought"),
          Map.entry("purchase.held_back", "Held back a payment that needs review"),
          Map.entry("guardrail.switched", "Switched the guardrail"),
          Map.entry("guardrail.returned", "Returned to an earlier version of the guardrail"),
          Map.entry("guardrail.excepted", "Granted an exception from the guardrail"),
          Map.entry("guardrail.exception_ended", "Ended an exception from the guardrail"),
          Map.entry("guardrail_sampling.started", "Began to keep samples of requests"),
          Map.entry("guardrail_sampling.changed", "Changed which samples of requests are kept"),
          Map.entry("guardrail_sampling.stopped", "Stopped keeping samples and deleted them"),
          Map.entry("guardrail_sample.saved", "Saved a text as a sample"),
          Map.entry("guardrail_sample.deleted", "Deleted a sample"),
          Map.entry("import.created", "Imported keys"),
          Map.entry("import.revoked", "Revoked an import of keys"),
          Map.entry("limit.raise_ended", "Ended the raise of the limit"),
          Map.entry("model.kept", "Took back that the model goes away"),
          Map.entry("key.secret_ended", "Ended the old secret of the key"),
          Map.entry("key.tested", "Sent a test request with the key"),
          Map.entry("key.owner_changed", "Changed the owner of the key"),
          Map.entry("member.role_changed", "Changed the role of the member"),
          Map.entry("playground.sent", "Sent a request from the playground with the key"),
          Map.entry("password.reset", "Reset their password"),
          Map.entry("password.changed", "Changed their password"),
          Map.entry("password.reset_requested", "Asked to reset their password"),
          Map.entry("request.exported", "Exported requests"),
          Map.entry("journal.exported", "Exported the journal of credit"),
          Map.entry("usage_report.set", "Set up a usage report by e-mail"),
          Map.entry("usage_report.paused", "Paused their usage report by e-mail"),
          Map.entry("usage_report.resumed", "Resumed their usage report by e-mail"),
          Map.entry("usage_report.ended", "Ended their usage report by e-mail"),
          Map.entry("session.started", "Signed in"),
          Map.entry("session.ended", "Signed out, or ended a session"),
          Map.entry("session.others_ended", "Ended all their other sessions"),
          Map.entry("sign_in.failed", "Failed to sign in"),
          Map.entry("sign_in.code_refused", "Failed to sign in: the code was wrong"),
          Map.entry("price.set", "Set a price of the model"),
          Map.entry("price.withdrawn", "Withdrew a price of the model"),
          Map.entry("provider.circuit_closed", "Let calls to the provider through again"),
          Map.entry("settlement.resolved", "Resolved a settlement that could not be booked"));

  /// Fields whose value names what an entry is about.
  private static final List<String> NAMES = List.of("name", "email", "limit");

  private AuditText() {}

  static String title(AuditEntry entry) {
    String sentence = SENTENCES.getOrDefault(entry.action(), sentence(entry.action()));
    String of = entry.json().path("of").path("after").asText();
    return name(entry).map(name -> sentence + " “" + name + "”").orElse(sentence)
        + (of.isEmpty() ? "" : " of " + of);
  }

  private static String sentence(String action) {
    int dot = action.indexOf('.');
    if (dot < 0) {
      return capitalized(words(action));
    }
    String noun = words(action.substring(0, dot)).toLowerCase(Locale.ROOT);
    String verb = words(action.substring(dot + 1));
    return verb.contains(" ")
        ? capitalized(noun) + ": " + verb.toLowerCase(Locale.ROOT)
        : capitalized(verb) + " the " + noun;
  }

  /// `alert_channel` as `Alert channel`.
  static String words(String term) {
    return capitalized(term.replace('_', ' ').replace('-', ' '));
  }

  /// A value of the details; null for none.
  static @Nullable String shown(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (value.isBoolean()) {
      return value.asBoolean() ? "yes" : "no";
    }
    if (value.isArray() && value.valueStream().allMatch(JsonNode::isValueNode)) {
      return value.isEmpty()
          ? "none"
          : String.join(", ", value.valueStream().map(JsonNode::asText).toList());
    }
    return value.isTextual() ? value.asText() : Json.write(value);
  }

  static List<Field> flattened(ObjectNode json) {
    JsonNode before = json.path("before");
    JsonNode after = json.path("after");
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    List<Field> fields = new ArrayList<>();
    if (names.isEmpty()) {
      fields.add(new Field("Value", shown(before), shown(after)));
    }
    names.forEach(name ->
        fields.add(new Field(words(name), shown(before.path(name)), shown(after.path(name)))));
    json.properties().stream()
        .filter(field -> !field.getKey().equals("before") && !field.getKey().equals("after"))
        .forEach(field -> {
          String value = shown(field.getValue());
          fields.add(new Field(words(field.getKey()), value, value));
        });
    return List.copyOf(fields);
  }

  /// What people call it: the name after the change, or the last it had, or what it goes by.
  private static Optional<String> name(AuditEntry entry) {
    ObjectNode details = entry.json();
    for (String field : NAMES) {
      JsonNode told = details.path(field);
      JsonNode after = told.isTextual() ? told : told.path("after");
      JsonNode name = after.isTextual() ? after : told.path("before");
      if (name.isTextual() && !name.asText().isBlank()) {
        return Optional.of(name.asText());
      }
    }
    return AuditTarget.of(entry.target()).filter(AuditTarget::isNamed).map(AuditTarget::id);
  }

  private static String capitalized(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
