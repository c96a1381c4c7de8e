package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.Alert;
import ai.nemorouter.alert.AlertText;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.webhook.Webhook;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a channel is sent, in each of the forms that channels take.
///
/// @param id by which its receiver knows it; the same each time it is tried
/// @param subject a line without line breaks
/// @param event the body for a webhook, see `docs/alerts.md`
/// @param link to the console; null if its address is not configured
public record AlertMessage(
    String id, String subject, String text, ObjectNode event, @Nullable String link) {
  private static final int SLACK_HEADER_MAX = 150;

  static AlertMessage of(
      Alert alert, UUID deliveryId, Organization organization, Optional<URI> console) {
    String link = link(organization, console, "alerts/" + alert.id());
    String headline = AlertText.headline(alert, organization.zone());
    String sentences = AlertText.sentences(alert, organization.zone());
    boolean forecast = alert.kind() == Alert.Kind.FORECAST;
    ObjectNode event =
        event(forecast ? "limit.forecast" : "limit.threshold_reached", alert.createdAt());
    ObjectNode data = event.putObject("data");
    data.put("alert_id", alert.id().toString()).put("message", sentences);
    if (link != null) {
      data.put("url", link);
    }
    describe(data.putObject("organization"), organization);
    describeLimit(data.putObject("limit"), alert);
    if (forecast) {
      data.put("expected_at", String.valueOf(alert.expectedAt()));
      data.put("expected_on", day(alert, organization));
    } else {
      data.put("threshold_percent", alert.threshold());
    }
    putAmount(data, "used", alert.unit(), alert.used());
    putAmount(data, "allowed", alert.unit(), alert.allowed());
    ObjectNode window = data.putObject("window");
    window.put("starts_at", text(alert.startsAt())).put("ends_at", text(alert.endsAt()));
    return new AlertMessage(Webhook.messageId(deliveryId), line(headline), sentences, event, link);
  }

  /// What shows that a channel works.
  static AlertMessage test(UUID id, Organization organization, Optional<URI> console, Instant now) {
    String text =
        "This is a test from NemoRouter: alerts of %s arrive here.".formatted(organization.name());
    ObjectNode event = event("alert.test", now);
    ObjectNode data = event.putObject("data").put("message", text);
    describe(data.putObject("organization"), organization);
    return new AlertMessage(
        Webhook.messageId(id),
        line("Test of alerts of " + organization.name()),
        text,
        event,
        link(organization, console, "alerts"));
  }

  /// For an incoming webhook of Slack: blocks, and a text for notifications.
  ObjectNode slack() {
    ObjectNode body = Json.object().put("text", escaped(text));
    var blocks = body.putArray("blocks");
    String header =
        subject.length() > SLACK_HEADER_MAX
            ? subject.substring(0, SLACK_HEADER_MAX - 1) + "…"
            : subject;
    blocks
        .addObject()
        .put("type", "header")
        .putObject("text")
        .put("type", "plain_text")
        .put("text", header);
    String linked =
        link == null ? escaped(text) : escaped(text) + "\n<" + link + "|Open in NemoRouter>";
    blocks
        .addObject()
        .put("type", "section")
        .putObject("text")
        .put("type", "mrkdwn")
        .put("text", linked);
    return body;
  }

  /// The body of an e-mail.
  String mail() {
    String where =
        link == null
            ? "The console lists it under Alerts, and under Alerts, Channels what is sent to this address."
            : "More about it, and what is sent to this address: " + link;
    return text + "\n\n" + where + "\n";
  }

  private static ObjectNode event(String type, Instant at) {
    return Json.object().put("type", type).put("timestamp", at.toString());
  }

  private static void describe(ObjectNode node, Organization organization) {
    node.put("id", organization.id().toString())
        .put("slug", organization.slug())
        .put("name", organization.name());
  }

  private static void describeLimit(ObjectNode node, Alert alert) {
    node.put("id", alert.limitId().toString())
        .put("kind", alert.credit() ? "credit" : "budget")
        .put("scope", alert.scope().column())
        .put("scope_id", alert.scopeId().toString())
        .put("scope_name", alert.scopeName())
        .put("unit", alert.unit().column())
        .put("period", alert.period().column())
        .put("model", alert.model())
        .put("provider", alert.provider());
  }

  private static void putAmount(ObjectNode node, String name, Unit unit, long amount) {
    if (unit == Unit.USD) {
      node.put(name, new BigDecimal(Money.ofNanos(amount).plain()));
    } else {
      node.put(name, amount);
    }
  }

  private static String day(Alert alert, Organization organization) {
    Instant expected = alert.expectedAt() == null ? alert.createdAt() : alert.expectedAt();
    return LocalDate.ofInstant(expected, organization.zone()).toString();
  }

  private static @Nullable String link(
      Organization organization, Optional<URI> console, String page) {
    return console
        .map(address -> address.toString().replaceFirst("/+$", "") + organization.path(page))
        .orElse(null);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /// Names are people's, and a line break in a subject would begin another header.
  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /// The three characters that Slack reads as its own.
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
