package ai.nemorouter.demo.payment;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  private static final Map<String, String> DASHBOARD = new LinkedHashMap<>();

  static {
    DASHBOARD.put("refund", "Refund that amount");
    DASHBOARD.put("arrive", "The last refund arrives");
    DASHBOARD.put("fail", "The last refund fails");
    DASHBOARD.put("inquiry", "The bank inquires about that amount");
    DASHBOARD.put("dispute", "The buyer disputes that amount");
    DASHBOARD.put("escalate", "The inquiry becomes a dispute");
    DASHBOARD.put("win", "The last dispute is won");
    DASHBOARD.put("lose", "The last dispute is lost");
  }

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

  /// @param outcome of what was done just before; empty for nothing
  static String dashboard(
      DemoPaymentSession session,
      List<DemoReversal> refunds,
      List<DemoReversal> disputes,
      String outcome) {
    String rows =
        Stream.concat(refunds.stream(), disputes.stream())
            .map(one -> row(one.kind().word() + ": " + one.status(), one.cents()))
            .collect(Collectors.joining());
    String actions =
        DASHBOARD.entrySet().stream()
            .map(action -> option(action.getKey(), action.getValue()))
            .collect(Collectors.joining());
    String deliveries =
        Arrays.stream(DemoWebhooks.Delivery.values())
            .map(delivery -> option(delivery.name(), delivery.label()))
            .collect(Collectors.joining());
    return FRAME.formatted(
        """
        <p class="demo">Demo: a stand-in for Stripe's dashboard. No money moves.</p>
        <h1>Payment of %s</h1>%s<table>%s</table>
        <form method="post"><label for="action">Action</label><select id="action" name="action">%s</select>
        <label for="amount">Amount in dollars</label><input id="amount" name="amount" value="%s">
        <label for="delivery">Webhooks arrive</label><select id="delivery" name="delivery">%s</select>
        <button>Do it</button></form>
        """
            .formatted(
                usd(session.cents()),
                outcome.isEmpty() ? "" : "<p role=\"status\">" + escaped(outcome) + "</p>",
                rows,
                actions,
                BigDecimal.valueOf(session.cents(), 2).toPlainString(),
                deliveries));
  }

  /// Where a payment method is saved.
  static String cards() {
    String options =
        Arrays.stream(DemoCards.Card.values())
            .map(card -> option(card.name(), card.label()))
            .collect(Collectors.joining());
    return FRAME.formatted(
        """
        <p class="demo">Demo: a stand-in for Stripe. No card is asked for and no money moves.</p>
        <h1>Save a payment method</h1>
        <form method="post"><label for="card">Card</label><select id="card" name="card">%s</select>
        <button>Save</button></form>
        """
            .formatted(options));
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
