package ai.nemorouter.demo.model;

import ai.nemorouter.money.Money;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The models of the demo provider: three that answer, each telling its cost in another way, and
/// some that fail in the ways real providers do. Those have names of their own kind, so that lists
/// show them together and behind the models that answer.
public enum DemoModel {
  HAIKU_SMALL("Haiku Small (demo)", "0.25", "1.25", CostIn.BODY),
  SONNET_LARGE("Sonnet Large (demo)", "3", "15", CostIn.HEADER),
  CATALOG_PRICED("Catalogue Priced (demo)", "0.5", "2", CostIn.NOWHERE),
  FAILS_503("fails with 503 (demo)"),
  FAILS_429("fails with 429 (demo)"),
  HTML_502("answers 502 as HTML (demo)"),
  SLOW_FIRST_BYTE("slow to begin (demo)"),
  STALLS("stalls (demo)"),
  BREAKS_MID_STREAM("breaks mid-stream (demo)"),
  ENDS_EARLY("ends early (demo)"),
  ERROR_FRAME("sends an error frame (demo)");

  /// The name under which call records and model names know the demo provider.
  public static final String PROVIDER = "demo";

  public static final long CONTEXT_LENGTH = 128_000;
  public static final long OUTPUT_CEILING = 4_096;

  /// Where an answer says what it cost.
  public enum CostIn {
    BODY,
    HEADER,
    NOWHERE
  }

  private final String title;
  private final String inputPrice;
  private final String outputPrice;
  private final CostIn costIn;
  private final boolean fails;

  /// One that fails.
  DemoModel(String title) {
    this("Trouble: " + title, "0.25", "1.25", CostIn.NOWHERE, true);
  }

  DemoModel(String title, String inputPrice, String outputPrice, CostIn costIn) {
    this(title, inputPrice, outputPrice, costIn, false);
  }

  DemoModel(String title, String inputPrice, String outputPrice, CostIn costIn, boolean fails) {
    this.title = title;
    this.inputPrice = inputPrice;
    this.outputPrice = outputPrice;
    this.costIn = costIn;
    this.fails = fails;
  }

  /// Its name at the demo provider, as in `haiku-small`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Its name in the catalogue, as in `demo/haiku-small` or `demo/trouble-stalls`.
  public String slug() {
    return PROVIDER + "/" + (fails ? "trouble-" : "") + id();
  }

  public String title() {
    return title;
  }

  /// For a million input tokens.
  public Money inputPrice() {
    return Money.ofUsd(inputPrice);
  }

  /// For a million output tokens.
  public Money outputPrice() {
    return Money.ofUsd(outputPrice);
  }

  public CostIn costIn() {
    return costIn;
  }

  static Optional<DemoModel> find(String name) {
    return Arrays.stream(values())
        .filter(model -> name.equals(model.id()) || name.equals(model.slug()))
        .findFirst();
  }
}
