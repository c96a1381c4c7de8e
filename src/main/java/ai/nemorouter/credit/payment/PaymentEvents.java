package ai.nemorouter.credit.payment;

import ai.nemorouter.credit.refund.Reversals;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/// Takes what the payment provider reports. An event says only that there is news: the payment is
/// fetched anew and booked in the transaction that writes the event down, so that it makes no
/// difference how often, in which order and how late events come.
@ApplicationScoped
class PaymentEvents {
  private static final Logger LOG = Logger.getLogger(PaymentEvents.class);
  private static final String ABOUT_CHECKOUTS = "checkout.session.";
  private static final List<String> ABOUT_REVERSALS =
      List.of("charge.refund", "charge.dispute.", "refund.");
  private static final int TEXT_LENGTH_MAX = 255;

  private final PaymentProvider provider;
  private final Reversals reversals;
  private final PaymentQueries queries;
  private final Database database;

  PaymentEvents(
      PaymentProvider provider, Reversals reversals, PaymentQueries queries, Database database) {
    this.provider = provider;
    this.reversals = reversals;
    this.queries = queries;
    this.database = database;
  }

  /// The bytes are not signed by the payment provider, or not lately.
  static final class UnsignedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsignedException() {
      super("The signature is missing, wrong or older than five minutes");
    }
  }

  /// @throws UnsignedException if the provider has not signed it
  /// @throws PaymentProvider.UnavailableException if the payment cannot be fetched now; the
  ///   provider will send the event again
  void accept(byte[] body, String signature) {
    if (!provider.isSigned(body, signature)) {
      throw new UnsignedException();
    }
    JsonNode event = Json.parseObject(body);
    String id = bounded(event.path("id").asText());
    String type = bounded(event.path("type").asText());
    if (event.path("livemode").asBoolean() != provider.isLive()) {
      LOG.warnf("Ignored an event of the other mode event=%s type=%s", id, type);
      return;
    }
    JsonNode about = event.path("data").path("object");
    boolean checkout = type.startsWith(ABOUT_CHECKOUTS) || isTopUp(type, about);
    if ((!checkout && ABOUT_REVERSALS.stream().noneMatch(type::startsWith)) || isKnown(id)) {
      return;
    }
    String subject = bounded(about.path(checkout ? "id" : "payment_intent").asText());
    Reversals.News news = checkout ? session(subject) : reversals.fetch(subject);
    database.inInstallation(() -> {
      if (queries.insert(id, type, subject) > 0) {
        reversals.bookHere(news);
      }
      return true;
    });
  }

  /// Payments on a page are heard of by the page.
  private static boolean isTopUp(String type, JsonNode about) {
    return type.startsWith("payment_intent.")
        && about.path("metadata").has(PaymentSession.PURCHASE);
  }

  private Reversals.News session(String id) {
    return new Reversals.News(provider.fetch(id).orElse(null), List.of(), List.of());
  }

  private boolean isKnown(String id) {
    return database.inInstallation(() -> queries.taken(id) > 0);
  }

  private static String bounded(String text) {
    return text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
  }
}
