package ai.nemorouter.catalog.price;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an operator typed for a price.
public record PriceForm(
    @FormParam("provider") String provider,
    @FormParam("input") String input,
    @FormParam("output") String output,
    @FormParam("cached") String cached,
    @FormParam("write") String write,
    @FormParam("audio_input") String audioInput,
    @FormParam("audio_output") String audioOutput,
    @FormParam("long_from") String longFrom,
    @FormParam("long_input") String longInput,
    @FormParam("long_output") String longOutput,
    @FormParam("unit") String unit,
    @FormParam("unit_price") String unitPrice,
    @FormParam("from") String from,
    @FormParam("note") String note) {
  private static final Money HIGHEST = Money.ofUsd("1000000");
  private static final int NOTE_LENGTH_MAX = 200;

  /// A field that was not sent is empty.
  public PriceForm {
    provider = Objects.requireNonNullElse(provider, "");
    input = Objects.requireNonNullElse(input, "");
    output = Objects.requireNonNullElse(output, "");
    cached = Objects.requireNonNullElse(cached, "");
    write = Objects.requireNonNullElse(write, "");
    audioInput = Objects.requireNonNullElse(audioInput, "");
    audioOutput = Objects.requireNonNullElse(audioOutput, "");
    longFrom = Objects.requireNonNullElse(longFrom, "");
    longInput = Objects.requireNonNullElse(longInput, "");
    longOutput = Objects.requireNonNullElse(longOutput, "");
    unit = Objects.requireNonNullElse(unit, "");
    unitPrice = Objects.requireNonNullElse(unitPrice, "");
    from = Objects.requireNonNullElse(from, "");
    note = Objects.requireNonNullElse(note, "");
  }

  static PriceForm empty(String provider) {
    return new PriceForm(provider, "", "", "", "", "", "", "", "", "", "", "", "", "");
  }

  Tariff tariff() {
    if (note.length() > NOTE_LENGTH_MAX) {
      throw new InvalidInputException("note", "Write at most 200 characters.");
    }
    Money in = money("input", input);
    Money out = money("output", output);
    Money cachedIn = moneyOr("cached", cached, in);
    Money written = moneyOr("write", write, in);
    Money heard = moneyOr("audio_input", audioInput, in);
    Money spoken = moneyOr("audio_output", audioOutput, out);
    Rates rates = new Rates(in, cachedIn, written, out, heard, spoken);
    return new Tariff(rates, longPrompts(rates), perUnit());
  }

  /// When it begins; null for at once.
  @Nullable Instant moment() {
    try {
      return from.isBlank() ? null : LocalDateTime.parse(from.strip()).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new InvalidInputException("from", "Write a moment as in 2027-03-31T12:00.");
    }
  }

  /// Cached and written tokens of a long prompt cost what its input does, or more where they do
  /// anyway.
  private Price.@Nullable LongPrompts longPrompts(Rates rates) {
    if (longFrom.isBlank()) {
      if (!longInput.isBlank() || !longOutput.isBlank()) {
        throw new InvalidInputException("long_from", "From how many tokens on is a prompt long?");
      }
      return null;
    }
    Money in = money("long_input", longInput);
    Money out = money("long_output", longOutput);
    Rates longRates =
        new Rates(
            in,
            in,
            rates.cacheWrite().max(in),
            out,
            rates.audioInput().equals(rates.input()) ? in : rates.audioInput(),
            rates.audioOutput().equals(rates.output()) ? out : rates.audioOutput());
    return new Price.LongPrompts(tokens(), longRates);
  }

  private long tokens() {
    String text = longFrom.strip().replace(",", "");
    if (!text.matches("[0-9]{1,9}")) {
      throw new InvalidInputException("long_from", "Write a whole number of tokens.");
    }
    return Long.parseLong(text);
  }

  private Price.@Nullable UnitPrice perUnit() {
    Optional<Price.Unit> chosen =
        Arrays.stream(Price.Unit.values()).filter(one -> one.column().equals(unit)).findFirst();
    if (chosen.isEmpty()) {
      if (!unitPrice.isBlank()) {
        throw new InvalidInputException("unit_price", "Choose what this is the price of.");
      }
      return null;
    }
    return new Price.UnitPrice(
        chosen.get(), UnitText.perMillion(chosen.get(), money("unit_price", unitPrice)));
  }

  private static Money moneyOr(String field, String typed, Money otherwise) {
    return typed.isBlank() ? otherwise : money(field, typed);
  }

  private static Money money(String field, String typed) {
    try {
      Money amount = Money.parseTypedUsd(typed);
      if (amount.compareTo(HIGHEST) > 0) {
        throw new InvalidInputException(field, "This is more than $1,000,000.");
      }
      return amount;
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(field, "This price " + e.getMessage() + ".");
    }
  }
}
