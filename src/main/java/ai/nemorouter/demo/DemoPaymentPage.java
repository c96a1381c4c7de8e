package ai.nemorouter.demo;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The payment page of the stand-in for Stripe.
final class DemoPaymentPage {
  private static final String FRAME =
      """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark"><title>Demo payment</title><style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 28rem; margin: 2rem auto; padding: 0 1rem; }
      .demo { background: #7a4b00; color: #fff; padding: .5rem .75rem; border-radius: .5rem; }
      .bad { border: 1px solid #c22; padding: .5rem .75rem; border-radius: .5rem; }
      table { width: 100%%; border-collapse: collapse; margin: 1rem 0; } td { padding: .35rem 0; border-bottom: 1px solid #8884; }
      td + td { text-align: right; } label, select { display: block; } select { width: 100%%; font: inherit; padding: .35rem; margin-bottom: 1rem; }
      button { font: inherit; padding: .5rem 1rem; } a { margin-left: 1rem; }
      </style></head><body>%s</body></html>
      """;

  private DemoPaymentPage() {}

  /// The payment methods to choose from.
  enum Method {
    CARD("Card: paid at once"),
    BANK("Bank debit: confirmed later"),
    BANK_REFUSED("Bank debit: refused later"),
    DECLINED("Card: declined");

    private final String label;

    Method(String label) {
      this.label = label;
    }
  }

  /// @param problem what was wrong with the try before; empty for none
  static String pay(DemoPaymentSession session, String problem) {
    String lines =
        session.lines().stream()
            .map(line -> row(line.name(), line.cents()))
            .collect(Collectors.joining());
    String methods =
        Arrays.stream(Method.values())
            .map(method -> option(method.name(), method.label))
            .collect(Collectors.joining());
    String deliveries =
        Arrays.stream(DemoWebhooks.Delivery.values())
            .map(delivery -> option(delivery.name(), delivery.label()))
            .collect(Collectors.joining());
    return FRAME.formatted(
        """
        <p class="demo">Demo: a stand-in for Stripe. No card is asked for and no money moves.</p>
        <h1>Pay %s</h1>%s<table>%s</table>
        <form method="post"><label for="method">Payment method</label><select id="method" name="method">%s</select>
        <label for="delivery">Webhooks arrive</label><select id="delivery" name="delivery">%s</select>
        <button>Pay %s</button><a href="%s">Cancel</a></form>
        """
            .formatted(
                usd(session.cents()),
                problem.isEmpty() ? "" : "<p class=\"bad\" role=\"alert\">" + problem + "</p>",
                lines,
                methods,
                deliveries,
                usd(session.cents()),
                escaped(session.cancelUrl())));
  }

  static String message(String text, String link) {
    return FRAME.formatted(
        "<p class=\"demo\">Demo: a stand-in for Stripe.</p><h1>"
            + text
            + "</h1>"
            + (link.isEmpty() ? "" : "<p><a href=\"" + escaped(link) + "\">Back</a></p>"));
  }

  private static String row(String name, long cents) {
    return "<tr><td>" + escaped(name) + "</td><td>" + usd(cents) + "</td></tr>";
  }

  private static String option(String value, String label) {
    return "<option value=\"" + value + "\">" + label + "</option>";
  }

  private static String usd(long cents) {
    return "$" + BigDecimal.valueOf(cents, 2).toPlainString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
