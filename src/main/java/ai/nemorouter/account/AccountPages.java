package ai.nemorouter.account;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.password.PasswordRules;
import ai.nemorouter.account.secondfactor.SecondFactors;
import ai.nemorouter.account.session.Session;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
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
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;

/// One's own account: name, password, sessions.
@Path("/account")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
@OpenTo(OpenTo.Audience.SIGNED_IN)
public class AccountPages {
  public static final String ROOT = "/account";

  private final Profiles profiles;
  private final SecondFactors secondFactors;
  private final Sessions sessions;
  private final CurrentActor current;

  AccountPages(
      Profiles profiles, SecondFactors secondFactors, Sessions sessions, CurrentActor current) {
    this.profiles = profiles;
    this.secondFactors = secondFactors;
    this.sessions = sessions;
    this.current = current;
  }

  /// @param present the session that shows the page
  public record View(
      Account account, SecondFactors.State secondFactor, List<Session> sessions, UUID present) {}

  @CheckedTemplate(basePath = "account")
  static class Templates {
    private Templates() {}

    static native TemplateInstance account(View view, String name, FormError error);

    static native TemplateInstance changePassword(String hint, FormError error);

    static native TemplateInstance endSession(Session session, boolean present);

    static native TemplateInstance endOtherSessions(int others);
  }

  @GET
  public TemplateInstance account() {
    View view = view();
    return Templates.account(view, view.account().name(), FormError.NONE);
  }

  @POST
  @Path("name")
  public Response rename(@BeanParam NameForm form, @Context HttpHeaders headers) {
    try {
      profiles.rename(person(), form, current.origin());
      return Redirect.to(headers, ROOT, "Your name is now “" + form.name() + "”.");
    } catch (InvalidInputException e) {
      return invalid(Templates.account(view(), form.name(), FormError.of(e)));
    }
  }

  @GET
  @Path("password")
  public TemplateInstance password() {
    requirePassword();
    return Templates.changePassword(PasswordRules.HINT, FormError.NONE);
  }

  @POST
  @Path("password")
  public Response changePassword(
      @FormParam("current") @DefaultValue("") String present,
      @FormParam("password") @DefaultValue("") String wanted,
      @Context HttpHeaders headers) {
    try {
      profiles.changePassword(person(), present, wanted, current.origin());
      return Redirect.to(
          headers, ROOT, "The password was changed, and all your other sessions were ended.");
    } catch (InvalidInputException e) {
      return invalid(Templates.changePassword(PasswordRules.HINT, FormError.of(e)));
    } catch (ThrottledException e) {
      FormError error = new FormError("current", String.valueOf(e.getMessage()));
      return Response.status(StatusCode.TOO_MANY_REQUESTS)
          .entity(Templates.changePassword(PasswordRules.HINT, error))
          .build();
    }
  }

  @GET
  @Path("sessions/others/end")
  public TemplateInstance endingOthers() {
    return Templates.endOtherSessions(sessions.list(person().userId()).size() - 1);
  }

  @POST
  @Path("sessions/others/end")
  public Response endOthers(@Context HttpHeaders headers) {
    int ended = sessions.endOthers(person(), current.origin());
    return Redirect.to(
        headers, ROOT, "%d session%s ended.".formatted(ended, ended == 1 ? " was" : "s were"));
  }

  @GET
  @Path("sessions/{id}/end")
  public TemplateInstance ending(@PathParam("id") UUID id) {
    Session session =
        sessions.list(person().userId()).stream()
            .filter(own -> own.id().equals(id))
            .findFirst()
            .orElseThrow(() -> new NotFoundException("session"));
    return Templates.endSession(session, id.equals(person().sessionId()));
  }

  @POST
  @Path("sessions/{id}/end")
  public Response end(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    sessions.end(person(), id, current.origin());
    return Redirect.to(headers, ROOT, "The session was ended.");
  }

  private View view() {
    SignedIn person = person();
    return new View(
        profiles.find(person),
        secondFactors.state(person.userId()),
        sessions.list(person.userId()),
        person.sessionId());
  }

  private void requirePassword() {
    if (profiles.find(person()).passwordHash() == null) {
      throw new NotFoundException("page");
    }
  }

  private SignedIn person() {
    return current.signedIn().orElseThrow(() -> new NotFoundException("page"));
  }

  private static Response invalid(TemplateInstance page) {
    return Response.status(FormError.STATUS).entity(page).build();
  }
}
