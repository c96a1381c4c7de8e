package ai.nemorouter.limit.engine;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of the database's `apply_batch`: settlements and holds of one batch, in one transaction
/// and one round trip.
final class BatchStatement {
  private static final String CALL =
      "select * from apply_batch(?, ?::json, ?::hold_request[], ?::interval)";
  private static final JsonFactory JSON = new ObjectMapper().getFactory();

  private final String node;
  private final String ttl;

  BatchStatement(String node, long ttlMs) {
    this.node = node;
    this.ttl = ttlMs + " milliseconds";
  }

  /// Applies the batch and commits.
  ///
  /// @return one outcome per hold, in their order
  /// @throws SQLException if it is not known whether the batch was applied; applying it again is
  ///   safe
  List<HoldOutcome> apply(
      Connection connection, List<Settlement> settlements, List<HoldRequest> holds)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CALL)) {
      statement.setString(1, node);
      statement.setString(2, json(settlements));
      statement.setString(3, HoldArray.of(holds));
      statement.setString(4, ttl);
      try (ResultSet rows = statement.executeQuery()) {
        List<HoldOutcome> outcomes = new ArrayList<>(holds.size());
        while (rows.next()) {
          outcomes.add(outcome(rows));
        }
        return outcomes;
      }
    }
  }

  private static HoldOutcome outcome(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    return switch (outcome) {
      case "granted", "exists" ->
          new HoldOutcome.Granted(
              Money.ofNanos(row.getLong("amount")), row.getLong("output_tokens"), warning(row));
      case "finished" -> new HoldOutcome.AlreadyFinished();
      case "owner_changed" -> new HoldOutcome.OwnerChanged();
      case "no_credit" -> new HoldOutcome.NoCredit();
      case "refused" ->
          new HoldOutcome.LimitReached(
              limit(row), row.getLong("needed"), row.getBoolean("lasting"), resetsAt(row));
      default ->
          new HoldOutcome.KeyNotLive(
              NotLive.of(outcome)
                  .orElseThrow(() -> new SQLException("Unknown outcome of a hold: " + outcome)));
    };
  }

  private static HoldOutcome.@Nullable Warning warning(ResultSet row) throws SQLException {
    return row.getString("scope") == null
        ? null
        : new HoldOutcome.Warning(limit(row), row.getInt("threshold"));
  }

  private static LimitUse limit(ResultSet row) throws SQLException {
    return new LimitUse(
        Scope.Kind.of(row.getString("scope")),
        row.getString("kind"),
        Unit.of(row.getString("unit")).orElseThrow(),
        Period.of(row.getString("period")).orElseThrow(),
        row.getString("model"),
        row.getString("provider"),
        row.getLong("limit_amount"),
        row.getLong("used"),
        row.getLong("held"));
  }

  private static @Nullable Instant resetsAt(ResultSet row) throws SQLException {
    OffsetDateTime end = row.getObject("resets_at", OffsetDateTime.class);
    return end == null || end.equals(OffsetDateTime.MAX) ? null : end.toInstant();
  }

  static String json(List<Settlement> settlements) {
    if (settlements.isEmpty()) {
      return "[]";
    }
    StringWriter text = new StringWriter(settlements.size() * 700);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Settlement settlement : settlements) {
        write(json, settlement);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Settlement settlement) throws IOException {
    json.writeStartObject();
    json.writeStringField("org_id", settlement.payer().orgId().toString());
    json.writeStringField("id", settlement.id().toString());
    json.writeStringField("team_id", settlement.payer().teamId().toString());
    json.writeStringField("key_id", settlement.payer().keyId().toString());
    UUID memberId = settlement.payer().memberId();
    if (memberId != null) {
      json.writeStringField("member_id", memberId.toString());
    }
    json.writeStringField("status", settlement.status().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("http_status", settlement.httpStatus());
    json.writeStringField("reason", settlement.reason());
    if (!settlement.refusal().isEmpty()) {
      json.writeObjectField("refusal", settlement.refusal());
    }
    json.writeBooleanField("sent", settlement.sent());
    json.writeNumberField("cost", settlement.cost().amount().nanos());
    json.writeStringField("cost_source", settlement.cost().source());
    if (settlement.firstByteMs() != null) {
      json.writeNumberField("first_byte_ms", settlement.firstByteMs());
    }
    json.writeNumberField("duration_ms", settlement.durationMs());
    write(json, settlement.route());
    if (settlement.answer() != null) {
      write(json, settlement.answer());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Settlement.Route route) throws IOException {
    json.writeStringField("requested_model", route.requestedModel());
    json.writeStringField("model", route.model());
    json.writeStringField("provider", route.provider());
    if (route.priceId() != null) {
      json.writeNumberField("price_id", route.priceId());
    }
    json.writeBooleanField("streamed", route.streamed());
    json.writeStringField("operation", route.operation());
    json.writeBooleanField("own_provider", route.ownProvider());
    UUID requestId = route.requestId();
    if (requestId != null) {
      json.writeStringField("request_id", requestId.toString());
    }
  }

  private static void write(JsonGenerator json, Settlement.Answer answer) throws IOException {
    json.writeStringField("finish_reason", answer.finishReason());
    json.writeStringField("upstream_id", answer.upstreamId());
    json.writeNumberField("prompt_tokens", answer.promptTokens());
    json.writeNumberField("completion_tokens", answer.completionTokens());
    json.writeNumberField("cached_tokens", answer.cachedTokens());
    json.writeNumberField("cache_write_tokens", answer.cacheWriteTokens());
    json.writeNumberField("cache_write_1h_tokens", answer.cacheWriteHourTokens());
    json.writeNumberField("reasoning_tokens", answer.reasoningTokens());
    json.writeNumberField("audio_prompt_tokens", answer.audioPromptTokens());
    json.writeNumberField("audio_completion_tokens", answer.audioCompletionTokens());
    json.writeNumberField("units", answer.units());
  }
}
