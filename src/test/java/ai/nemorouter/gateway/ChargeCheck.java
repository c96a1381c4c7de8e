package ai.nemorouter.gateway;

import ai.nemorouter.gateway.CountingUpstream.Delivery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Compares the provider's own log with what was charged, call by call:
///
/// - a call that the provider never saw costs nothing, and neither does one that it rejected;
/// - one whose tokens it reported costs exactly those, whether or not its caller waited for it;
/// - one whose tokens it did not report costs its input and the words that arrived: all that were
///   written if the answer came to its end, and if the connection broke, no more than were written
///   and no fewer than the caller received, marked as an estimate;
/// - one that its caller hung up on and whose end never came costs what was held, marked as an
///   estimate;
/// - one whose node was killed before the settlement reached the database is `expired` and costs
///   its input, as it was estimated before it was sent. That is less than what was delivered, and
///   more than nothing for a call whose node died between the hold and the dispatch: no node is
///   left that knows. It is marked as an estimate;
/// - nothing was sent twice, or without a hold.
final class ChargeCheck {
  private static final String CALLS =
      "select requested_model, status, cost, coalesce(cost_source, '') cost_source, held, sent,"
          + " coalesce(prompt_tokens, 0) prompt_tokens, coalesce(completion_tokens, 0) completion_tokens"
          + " from every_attempt order by id";

  private final CountingUpstream upstream;
  private final Map<String, Integer> wordsReceived;
  private final Predicate<String> nodeWasKilled;
  private final List<String> deviations = new ArrayList<>();

  private record Charged(
      String model,
      String status,
      long cost,
      String source,
      long held,
      boolean sent,
      long promptTokens,
      long completionTokens) {}

  ChargeCheck(
      CountingUpstream upstream,
      Map<String, Integer> wordsReceived,
      Predicate<String> nodeWasKilled) {
    this.upstream = upstream;
    this.wordsReceived = wordsReceived;
    this.nodeWasKilled = nodeWasKilled;
  }

  List<String> deviations(Connection connection) throws SQLException {
    Set<String> recorded = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(CALLS)) {
      while (rows.next()) {
        Charged call = charged(rows);
        if (!recorded.add(call.model())) {
          expect(call, false, "recorded twice");
        }
        check(call);
      }
    }
    upstream
        .log()
        .keySet()
        .forEach(model -> {
          if (!recorded.contains(model)) {
            deviations.add(model + " reached the provider and was not recorded");
          }
        });
    return deviations;
  }

  private static Charged charged(ResultSet row) throws SQLException {
    return new Charged(
        row.getString("requested_model").replaceFirst("^scripted/", ""),
        row.getString("status"),
        row.getLong("cost"),
        row.getString("cost_source"),
        row.getLong("held"),
        row.getBoolean("sent"),
        row.getLong("prompt_tokens"),
        row.getLong("completion_tokens"));
  }

  private void check(Charged call) {
    Delivery delivery = upstream.delivered(call.model());
    if (delivery != null) {
      expect(call, delivery.requests() == 1, "sent " + delivery.requests() + " times");
      expect(call, call.held() > 0, "sent without a hold");
      expect(call, call.sent(), "sent and not recorded as sent");
    }
    if (call.status().equals("expired")) {
      expect(call, nodeWasKilled.test(call.model()), "given up although its node lives");
      expect(call, call.source().equals("estimate"), "not marked as an estimate");
      expect(call, call.completionTokens() == 0 && call.cost() > 0, "not booked at its input");
    } else if (delivery == null) {
      expect(call, call.cost() == 0 && !call.sent(), "charged and never sent");
    } else {
      delivered(call, delivery);
    }
  }

  private void delivered(Charged call, Delivery delivery) {
    switch (upstream.planOf(call.model()).kind()) {
      case TOO_MANY_REQUESTS, SERVER_ERROR, OVERLOADED ->
          expect(call, call.cost() == 0, "charged although it was turned down");
      case RESET -> expectBetween(call, 0, 0);
      case WHOLE, STREAM, GATED_STREAM -> {
        expect(call, call.source().equals("catalog"), "billed by our own count");
        expect(call, delivery.countsTold(), "billed by counts that were never told");
        expectBetween(call, delivery.words(), delivery.words());
      }
      case WHOLE_WITHOUT_USAGE, STREAM_WITHOUT_USAGE -> {
        expectBetween(call, delivery.words(), delivery.words());
        expect(call, call.source().equals("estimate"), "not marked as an estimate");
      }
      case BROKEN_STREAM -> expectPart(call, delivery);
      case ENDLESS_STREAM -> {
        expect(call, call.source().equals("estimate"), "not marked as an estimate");
        if (call.status().equals("cancelled")) {
          expect(call, call.cost() == call.held(), "not charged what was held");
        } else {
          // Its node was told to stop.
          expectPart(call, delivery);
        }
      }
    }
  }

  private void expectPart(Charged call, Delivery delivery) {
    expect(call, call.source().equals("estimate"), "not marked as an estimate");
    expectBetween(call, wordsReceived.getOrDefault(call.model(), 0), delivery.words());
  }

  private void expectBetween(Charged call, long fewestWords, long mostWords) {
    expect(
        call,
        call.promptTokens() == CountingUpstream.PROMPT_TOKENS
            && fewestWords <= call.completionTokens()
            && call.completionTokens() <= mostWords,
        "not " + fewestWords + " to " + mostWords + " words");
    expect(
        call,
        call.cost()
            == call.promptTokens() * CountingUpstream.INPUT_PRICE
                + call.completionTokens() * CountingUpstream.OUTPUT_PRICE,
        "not the price of its tokens");
  }

  private void expect(Charged call, boolean holds, String otherwise) {
    if (!holds) {
      deviations.add(otherwise + ": " + call);
    }
  }
}
