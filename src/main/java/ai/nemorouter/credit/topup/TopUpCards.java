package ai.nemorouter.credit.topup;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.payment.PaymentProvider;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.ConsoleConfig;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/// Takes a person to the page on which a payment method is saved, and learns what was saved. No
/// transaction is open while the payment provider is asked.
@ApplicationScoped
public class TopUpCards {
  private static final Logger LOG = Logger.getLogger(TopUpCards.class);

  private final TopUps topUps;
  private final SavedCards cards;
  private final PaymentProvider provider;
  private final ConsoleConfig console;

  TopUpCards(TopUps topUps, SavedCards cards, PaymentProvider provider, ConsoleConfig console) {
    this.topUps = topUps;
    this.cards = cards;
    this.provider = provider;
    this.console = console;
  }

  /// @param name of the organization
  /// @param pagePath in the console, to which the person comes back
  public void begin(Actor actor, String name, String pagePath) {
    if (!provider.isAvailable()) {
      throw new InvalidInputException("enabled", "No payment provider is connected here.");
    }
    String known = topUps.saving(actor).customer();
    String page = console.url().orElseThrow().toString().replaceFirst("/$", "") + pagePath;
    try {
      String customer = known == null ? cards.customer(actor.orgId(), name) : known;
      topUps.begin(actor, customer, cards.open(customer, page));
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A payment method cannot be saved organization=%s", actor.orgId());
      throw new InvalidInputException(
          "enabled", "The payment provider cannot be reached. Try again in a minute.");
    }
  }

  /// Notes what was saved on a page that was opened before.
  public void lookAt(Actor actor) {
    String setup = topUps.saving(actor).setupId();
    if (setup == null || !provider.isConfigured()) {
      return;
    }
    try {
      cards.saved(setup).ifPresent(method -> topUps.save(actor, setup, method));
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warnf(e, "A saved payment method cannot be fetched organization=%s", actor.orgId());
    }
  }
}
