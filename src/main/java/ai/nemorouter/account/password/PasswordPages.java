package ai.nemorouter.account.password;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.account.session.SessionFilter;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// Setting a forgotten password anew by a link in an e-mail.
@Path("/password")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
@OpenTo(OpenTo.Audience.EVERYBODY)
public class PasswordPages {
  static final String RESET = "/password/reset";

  private final PasswordResets resets;
  private final CurrentActor current;

  PasswordPages(PasswordResets resets, CurrentActor current) {
    this.resets = resets;
    this.current = current;
  }

  @CheckedTemplate(basePath = "account")
  static class Templates {
    private Templates() {}

    static native TemplateInstance forgottenPassword(boolean available, String error);

    static native TemplateInstance resetRequested(String email);

    static native TemplateInstance resetPassword(
        String token, PasswordResets.Offer offer, String hint, FormError error);

    static native TemplateInstance deadLink();
  }

  @GET
  @Path("forgotten")
  public TemplateInstance forgotten() {
    return Templates.forgottenPassword(resets.areAvailable(), "");
  }

  /// The answer is the same whether there is such an account or not.
  @POST
  @Path("forgotten")
  public Response request(@BeanParam ForgottenForm form) {
    try {
      resets.request(form, current.origin());
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(
              Templates.forgottenPassword(resets.areAvailable(), String.valueOf(e.getMessage())))
          .build();
    } catch (ThrottledException e) {
      return Response.status(StatusCode.TOO_MANY_REQUESTS)
          .entity(Templates.forgottenPassword(true, String.valueOf(e.getMessage())))
          .build();
    }
    return Response.ok(Templates.resetRequested(form.email())).build();
  }

  /// Changes nothing: programs that look for harm in e-mail open links as well.
  @GET
  @Path("reset/{token}")
  public Response form(@PathParam("token") String token) {
    Optional<PasswordResets.Offer> offer = resets.look(token, current.origin());
    return offer.isEmpty()
        ? dead()
        : Response.ok(
                Templates.resetPassword(token, offer.get(), PasswordRules.HINT, FormError.NONE))
            .build();
  }

  @POST
  @Path("reset/{token}")
  public Response reset(
      @PathParam("token") String token,
      @FormParam("password") @DefaultValue("") String password,
      @FormParam("anew") @Nullable String anew,
      @Context HttpHeaders headers) {
    Optional<PasswordResets.Offer> offer = resets.look(token, current.origin());
    if (offer.isEmpty()) {
      return dead();
    }
    try {
      resets.reset(token, password, anew != null, current.origin());
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS)
          .entity(Templates.resetPassword(token, offer.get(), PasswordRules.HINT, FormError.of(e)))
          .build();
    }
    return Redirect.to(
        headers, SessionFilter.SIGN_IN, "The new password is set. Sign in with it now.");
  }

  private static Response dead() {
    return Response.status(StatusCode.NOT_FOUND).entity(Templates.deadLink()).build();
  }
}
