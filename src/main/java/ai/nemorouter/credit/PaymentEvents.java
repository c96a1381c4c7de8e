package ai.nemorouter.credit;

import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Takes what the payment provider reports. An event says only that there is news: the payment is
/// fetched anew and booked in the transaction that writes the event down, so that it makes no
/// difference how often, in which order and how late events come.
@ApplicationScoped
class PaymentEvents {
  private static final Logger LOG = Logger.getLogger(PaymentEvents.class);
  private static final String ABOUT_CHECKOUTS = "checkout.session.";
  private static final int TEXT_LENGTH_MAX = 255;

  private final PaymentProvider provider;
  private final PaymentBooking booking;
  private final PaymentQueries queries;
  private final Database database;

  PaymentEvents(
      PaymentProvider provider, PaymentBooking booking, PaymentQueries queries, Database database) {
    this.provider = provider;
    this.booking = booking;
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
    if (!type.startsWith(ABOUT_CHECKOUTS) || isKnown(id)) {
      return;
    }
    String sessionId = bounded(event.path("data").path("object").path("id").asText());
    Optional<PaymentSession> payment = provider.fetch(sessionId);
    database.inInstallation(() -> {
      if (queries.insert(id, type, sessionId) > 0) {
        payment.ifPresent(booking::bookHere);
      }
      return true;
    });
  }

  private boolean isKnown(String id) {
    return database.inInstallation(() -> queries.taken(id) > 0);
  }

  private static String bounded(String text) {
    return text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
  }
}
