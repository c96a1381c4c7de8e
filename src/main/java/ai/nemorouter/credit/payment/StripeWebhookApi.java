package ai.nemorouter.credit.payment;

import ai.nemorouter.access.OpenTo;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;

/// Where Stripe reports what became of payments. Its signature says who it comes from.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/webhooks/stripe")
@Produces(MediaType.TEXT_PLAIN)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public class StripeWebhookApi {
  private static final Logger LOG = Logger.getLogger(StripeWebhookApi.class);
  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;

  private final PaymentEvents events;
  private final PaymentProvider provider;

  StripeWebhookApi(PaymentEvents events, PaymentProvider provider) {
    this.events = events;
    this.provider = provider;
  }

  @POST
  public Response accept(
      byte[] body, @HeaderParam("Stripe-Signature") @DefaultValue("") String signature) {
    if (!provider.isConfigured()) {
      return answer(NOT_FOUND, "No payments are taken here.");
    }
    try {
      events.accept(body, signature);
      return answer(Response.Status.OK.getStatusCode(), "Accepted.");
    } catch (PaymentEvents.UnsignedException e) {
      return answer(BAD_REQUEST, e.getMessage() + ".");
    } catch (PaymentProvider.UnavailableException e) {
      LOG.warn("A payment could not be fetched for its event", e);
      return answer(UNAVAILABLE, "The payment cannot be fetched now. Send the event again.");
    }
  }

  private static Response answer(int status, String message) {
    return Response.status(status).entity(message + "\n").build();
  }
}
