package ai.nemorouter.guardrail.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The labelled set: carriers × values × writings, hard negatives, and writings made to slip
/// through. The same seed makes the same set, so it is kept as this program.
final class Samples {
  static final long SEED = 20261128;

  private static final int POSITIVES = 24;
  private static final int NEGATIVES = 8;

  private static final List<String> CARRIERS =
      List.of(
          "Hello, please note %s for our records, thank you.",
          "Guten Tag, bitte notieren Sie %s für die Akte.",
          "Bonjour, veuillez noter %s dans le dossier.",
          "Hola, por favor anote %s en el expediente.",
          "Buongiorno, segni %s nella pratica.",
          "Olá, anote %s no processo, por favor.",
          "Goedendag, noteer %s in het dossier.",
          "Dzień dobry, proszę zapisać %s w aktach.",
          "Hej, anteckna %s i akten tack.",
          "よろしくお願いします。%s を記録してください。",
          "2026-11-28T10:11:12.345Z INFO [worker-7] customer.update %s ok",
          "{\"id\":17,\"note\":\"%s\",\"done\":false}",
          "row = new Row(\"%s\"); // import",
          "| 17 | %s | open |",
          "anna: it is %s\nbob: thanks!",
          "The value at the end of the sentence is %s.");

  /// What stands before a value that is nothing without a word for it.
  private static final Map<Kind, String> WORDS =
      Map.ofEntries(
          Map.entry(Kind.US_ITIN, "ITIN "),
          Map.entry(Kind.UK_NHS, "NHS number "),
          Map.entry(Kind.DE_TAX_ID, "Steuer-ID "),
          Map.entry(Kind.NL_BSN, "BSN "),
          Map.entry(Kind.PL_PESEL, "PESEL "),
          Map.entry(Kind.CA_SIN, "SIN "),
          Map.entry(Kind.AU_TFN, "TFN "),
          Map.entry(Kind.JP_MY_NUMBER, "マイナンバー "),
          Map.entry(Kind.BIRTH_DATE, "born on "),
          Map.entry(Kind.SECRET, "api_key="),
          Map.entry(Kind.DATABASE_PASSWORD, "postgres://app:"));

  private static final List<String> LOOK_ALIKES =
      List.of(
          "1795168800005",
          "20261103091504",
          "1769732915061599",
          "42755828-2357-4162-b3fd-0c9e51ab77de",
          "978-3-16-148410-0",
          "490154203237518",
          "1Z999AA10123456784",
          "v10.4.0.1",
          "version 2.11.0.4",
          "3f2b9c1d4e5f60718293a4b5c6d7e8f93f2b9c1d",
          "192.168.10.20",
          "git@github.com:acme/tool.git",
          "@types/node@22.1.0",
          "1.3.6.1.4.1.311.21",
          "0.4242424242424242",
          "/v1/items/4242424242424242",
          "order 4155550132",
          "PR #2126573000",
          "123 456 789",
          "2026-11-28 10:11:12",
          "12:34:56.789",
          "sha256-47DEQpj8HBSaTImW5JCeuQeRkm5NMpJWZG3hSuFU=",
          "token: required",
          "password: see vault",
          "https://example.com:8443/a@b",
          "EUR 1.234.567,89",
          "ISBN 0-306-40615-2",
          "00:1A:2B:3C:4D:5E",
          "52.520008, 13.404954",
          "trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
          "com.example.SecretFactory2",
          "build 20261128.14",
          "10.1000/xyz123",
          "page 12-15, 20-24",
          "+/-15%",
          "5551 of 5555 items");

  private final Random random = new Random(SEED);
  private final SampleValues values = new SampleValues(random);
  private final List<Sample> samples = new ArrayList<>();

  private Samples() {}

  static List<Sample> all() {
    Samples all = new Samples();
    for (Kind kind : evaluated()) {
      all.positives(kind);
      all.negatives(kind);
    }
    LOOK_ALIKES.forEach(text -> all.negative(text, "look-alike"));
    LOOK_ALIKES.forEach(text -> all.negative(text, "look-alike"));
    SampleTexts.addTo(all.samples);
    all.adversarial();
    return List.copyOf(all.samples);
  }

  static Set<Kind> evaluated() {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    kinds.addAll(
        Kind.of(Kind.Family.PERSONAL, Kind.Family.NATIONAL, Kind.Family.WEAK, Kind.Family.SECRET));
    return kinds;
  }

  private void positives(Kind kind) {
    List<Writing> writings = Writing.of(kind);
    for (int count = 0; count < POSITIVES; count++) {
      Writing writing = writings.get(count % writings.size());
      String value = writing.change.apply(values.of(kind));
      add(kind, value, CARRIERS.get(count % CARRIERS.size()), writing.name, false);
    }
  }

  private void add(Kind kind, String value, String carrier, String slice, boolean adversarial) {
    String behind = kind == Kind.DATABASE_PASSWORD ? "@db.example.com/app" : "";
    String text = carrier.replace("%s", WORDS.getOrDefault(kind, "") + value + behind);
    samples.add(new Sample(text, kind, value, slice, adversarial));
  }

  /// The same shape with one digit or letter changed where a check would tell.
  private void negatives(Kind kind) {
    boolean checked = kind.family() == Kind.Family.NATIONAL && !Writing.UNCHECKED.contains(kind);
    if (!checked && kind != Kind.CARD && kind != Kind.IBAN && kind != Kind.OWN_KEY) {
      return;
    }
    for (int count = 0; count < NEGATIVES; count++) {
      String value = values.of(kind);
      int at = value.length() - 1;
      while (!Character.isLetterOrDigit(value.charAt(at))) {
        at--;
      }
      char last = value.charAt(at);
      char other = last == '9' ? '0' : last == 'Z' ? 'A' : (char) (last + 1);
      String wrong = value.substring(0, at) + other + value.substring(at + 1);
      String text = CARRIERS.get(count % CARRIERS.size());
      samples.add(
          new Sample(
              text.replace("%s", WORDS.getOrDefault(kind, "") + wrong),
              null,
              wrong,
              "wrong check",
              false));
    }
  }

  private void negative(String text, String slice) {
    String carrier = CARRIERS.get(random.nextInt(CARRIERS.size()));
    samples.add(new Sample(carrier.replace("%s", text), null, text, slice, false));
  }

  private void adversarial() {
    for (Writing writing : Writing.adversarial()) {
      for (Kind kind : List.of(Kind.CARD, Kind.EMAIL, Kind.IBAN)) {
        String value = writing.change.apply(values.of(kind));
        add(kind, value, CARRIERS.getFirst(), writing.name, true);
      }
    }
  }

  /// How a value is written down.
  record Writing(String name, UnaryOperator<String> change) {
    static final Set<Kind> UNCHECKED = EnumSet.of(Kind.US_SSN, Kind.US_ITIN, Kind.UK_NINO);
    private static final Set<Kind> BY_DIGITS =
        EnumSet.of(Kind.CARD, Kind.IBAN, Kind.CA_SIN, Kind.NL_BSN, Kind.PL_PESEL);

    static List<Writing> of(Kind kind) {
      List<Writing> writings = new ArrayList<>();
      writings.add(new Writing("usual", value -> value));
      if (kind.family() == Kind.Family.SECRET || kind.family() == Kind.Family.WEAK) {
        return writings;
      }
      writings.add(new Writing("full-width", value -> mapped(value, 0xFEE0)));
      writings.add(new Writing("zero-width", Writing::zeroWidth));
      if (kind == Kind.CARD || kind == Kind.IBAN) {
        writings.add(new Writing("fours", value -> fours(value, " ")));
        writings.add(new Writing("no-break", value -> fours(value, "\u00a0")));
      }
      if (kind == Kind.CARD) {
        writings.add(
            new Writing("hyphens", value -> value.length() == 16 ? fours(value, "-") : value));
      }
      if (BY_DIGITS.contains(kind)) {
        writings.add(new Writing("bare", value -> value.replace(" ", "")));
      }
      return writings;
    }

    static List<Writing> adversarial() {
      return List.of(
          new Writing("zero-width between all", value -> String.join("\u200b", value.split(""))),
          new Writing("Arabic-Indic digits", value -> digits(value, 0x660)),
          new Writing("circled digits", value -> digits(value, 0x2460 - 1)),
          new Writing("spaced out", value -> String.join(" ", value.split(""))),
          new Writing(
              "look-alike letters",
              value -> value.replace('a', 'а').replace('o', 'о').replace('E', 'Е')),
          new Writing(
              "right-to-left override",
              value -> value.substring(0, 3) + "\u202e" + value.substring(3)),
          new Writing("spelled out", Writing::spelled),
          new Writing("base64", value -> Base64.getEncoder().encodeToString(bytes(value))),
          new Writing("hexadecimal", value -> java.util.HexFormat.of().formatHex(bytes(value))),
          new Writing("percent", Writing::percent),
          new Writing("HTML entities", Writing::entities),
          new Writing("rot13", Writing::rot13),
          new Writing("reversed", value -> new StringBuilder(value).reverse().toString()),
          new Writing(
              "Markdown inside", value -> value.substring(0, 4) + "**" + value.substring(4) + "**"),
          new Writing(
              "in words: at and dot",
              value -> value.replace("@", " (at) ").replace(".", " (dot) ")),
          new Writing("code", value -> value.substring(0, 6) + "\" + \"" + value.substring(6)),
          new Writing("two lines", value -> value.substring(0, 8) + "\n" + value.substring(8)));
    }

    private static byte[] bytes(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }

    private static String mapped(String value, int shift) {
      StringBuilder mapped = new StringBuilder();
      value
          .chars()
          .forEach(letter ->
              mapped.append((char) (letter > ' ' && letter < 127 ? letter + shift : letter)));
      return mapped.toString();
    }

    private static String digits(String value, int zero) {
      StringBuilder mapped = new StringBuilder();
      value
          .chars()
          .forEach(letter ->
              mapped.append(
                  (char) (letter >= '0' && letter <= '9' ? zero + letter - '0' : letter)));
      return mapped.toString();
    }

    private static String zeroWidth(String value) {
      return value.substring(0, 3)
          + "\u200b"
          + value.substring(3, 5)
          + "\u2060"
          + value.substring(5);
    }

    static String fours(String value, String separator) {
      return value.replaceAll(".{4}(?=.)", "$0" + separator);
    }

    private static String spelled(String value) {
      String[] words = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"
      };
      StringBuilder spelled = new StringBuilder();
      for (int index = 0; index < value.length(); index++) {
        char letter = value.charAt(index);
        boolean digit = letter >= '0' && letter <= '9';
        spelled.append(digit ? words[letter - '0'] + " " : String.valueOf(letter));
      }
      return spelled.toString().strip();
    }

    private static String percent(String value) {
      StringBuilder escaped = new StringBuilder();
      for (byte one : bytes(value)) {
        escaped.append(String.format("%%%02X", one));
      }
      return escaped.toString();
    }

    private static String entities(String value) {
      StringBuilder escaped = new StringBuilder();
      value.chars().forEach(letter -> escaped.append("&#").append(letter).append(';'));
      return escaped.toString();
    }

    private static String rot13(String value) {
      StringBuilder turned = new StringBuilder();
      for (int index = 0; index < value.length(); index++) {
        char letter = value.charAt(index);
        int base = letter >= 'a' && letter <= 'z' ? 'a' : letter >= 'A' && letter <= 'Z' ? 'A' : 0;
        turned.append(base == 0 ? letter : (char) (base + (letter - base + 13) % 26));
      }
      return turned.toString();
    }
  }
}
