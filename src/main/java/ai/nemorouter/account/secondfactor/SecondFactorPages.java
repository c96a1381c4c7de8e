package ai.nemorouter.account.secondfactor;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.AccountPages;
import ai.nemorouter.account.Profiles;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// Setting up and removing the second factor of one's own account.
@Path("/account/second-factor")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
@OpenTo(OpenTo.Audience.SIGNED_IN)
public class SecondFactorPages {
  private static final String PATH = "/account/second-factor";

  private final SecondFactors secondFactors;
  private final Profiles profiles;
  private final CurrentActor current;

  SecondFactorPages(SecondFactors secondFactors, Profiles profiles, CurrentActor current) {
    this.secondFactors = secondFactors;
    this.profiles = profiles;
    this.current = current;
  }

  @CheckedTemplate(basePath = "account")
  static class Templates {
    private Templates() {}

    static native TemplateInstance beginSecondFactor(FormError error);

    static native TemplateInstance confirmSecondFactor(
        SecondFactors.Enrolment enrolment, FormError error);

    static native TemplateInstance recoveryCodes(List<String> codes);

    static native TemplateInstance replaceRecoveryCodes(FormError error);

    static native TemplateInstance removeSecondFactor(FormError error);
  }

  /// What comes next: beginning, or confirming what was begun.
  @GET
  public Response show(@Context HttpHeaders headers) {
    if (secondFactors.state(person().userId()).since() != null) {
      return Redirect.to(headers, AccountPages.ROOT);
    }
    if (profiles.find(person()).passwordHash() == null) {
      throw new NotFoundException("page");
    }
    return Response.ok(confirmation(FormError.NONE)).build();
  }

  @POST
  public Response begin(@Context HttpHeaders headers) {
    return answered(
        () -> {
          secondFactors.begin(person());
          return Redirect.to(headers, PATH);
        },
        Templates::beginSecondFactor);
  }

  @POST
  @Path("confirmation")
  public Response confirm(
      @FormParam("current") @DefaultValue("") String password,
      @FormParam("code") @DefaultValue("") String code) {
    return answered(
        () ->
            shown(
                Templates.recoveryCodes(
                    secondFactors.confirm(person(), password, code, current.origin()))),
        this::confirmation);
  }

  @GET
  @Path("recovery-codes")
  public TemplateInstance replacing() {
    requireSecondFactor();
    return Templates.replaceRecoveryCodes(FormError.NONE);
  }

  @POST
  @Path("recovery-codes")
  public Response replace(
      @FormParam("current") @DefaultValue("") String password,
      @FormParam("code") @DefaultValue("") String code) {
    return answered(
        () ->
            shown(
                Templates.recoveryCodes(
                    secondFactors.replaceRecoveryCodes(
                        person(), password, code, current.origin()))),
        Templates::replaceRecoveryCodes);
  }

  @GET
  @Path("removal")
  public TemplateInstance removing() {
    requireSecondFactor();
    return Templates.removeSecondFactor(FormError.NONE);
  }

  @POST
  @Path("removal")
  public Response remove(
      @FormParam("current") @DefaultValue("") String password,
      @FormParam("code") @DefaultValue("") String code,
      @Context HttpHeaders headers) {
    return answered(
        () -> {
          secondFactors.disable(person(), password, code, current.origin());
          return Redirect.to(headers, AccountPages.ROOT, "The second factor was removed.");
        },
        Templates::removeSecondFactor);
  }

  private TemplateInstance confirmation(FormError error) {
    Optional<SecondFactors.Enrolment> enrolment = secondFactors.enrolment(person());
    return enrolment.isPresent()
        ? Templates.confirmSecondFactor(enrolment.get(), error)
        : Templates.beginSecondFactor(error);
  }

  /// What the form leads to, or the form again with what was wrong.
  private static Response answered(
      Supplier<Response> work, Function<FormError, TemplateInstance> form) {
    try {
      return work.get();
    } catch (InvalidInputException e) {
      return Response.status(FormError.STATUS).entity(form.apply(FormError.of(e))).build();
    } catch (ThrottledException e) {
      FormError error = new FormError("", String.valueOf(e.getMessage()));
      return Response.status(StatusCode.TOO_MANY_REQUESTS).entity(form.apply(error)).build();
    }
  }

  private void requireSecondFactor() {
    if (secondFactors.state(person().userId()).since() == null) {
      throw new NotFoundException("page");
    }
  }

  private SignedIn person() {
    return current.signedIn().orElseThrow(() -> new NotFoundException("page"));
  }

  private static Response shown(TemplateInstance page) {
    return Response.ok(page).build();
  }
}
