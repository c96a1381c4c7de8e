package ai.nemorouter.signup;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.registration.Registrations;
import ai.nemorouter.account.session.SessionCookie;
import ai.nemorouter.account.signin.OtherSignIn;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.key.connect.FreshKey;
import ai.nemorouter.key.connect.FreshKeys;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.Redirect;
import ai.nemorouter.signup.Founding.Founded;
import io.quarkus.arc.All;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
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
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/// The pages from an e-mail address to the first key, open to all where signing up is. Looking at a
/// link changes nothing.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path(SignUps.PATH)
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class SignUpPages {
  private static final String ORGANIZATION = SignUps.PATH + "/organization";
  private static final String HOME = "/";
  private static final int OK = StatusCode.OK;

  private final SignUps signUps;
  private final SignUpSettings settings;
  private final List<OtherSignIn> others;
  private final Mails mails;
  private final FreshKeys freshKeys;
  private final CurrentActor current;

  SignUpPages(
      SignUps signUps,
      SignUpSettings settings,
      @All List<OtherSignIn> others,
      Mails mails,
      FreshKeys freshKeys,
      CurrentActor current) {
    this.signUps = signUps;
    this.settings = settings;
    this.others = others;
    this.mails = mails;
    this.freshKeys = freshKeys;
    this.current = current;
  }

  /// The first page.
  ///
  /// @param mailed whether an address can be verified by e-mail
  /// @param domains the only ones that addresses may be of; none for all
  public record Start(
      String email,
      boolean mailed,
      List<OtherSignIn.Link> others,
      List<String> domains,
      String error) {
    /// For templates: what to say beside the address; null for nothing.
    public @Nullable String problem() {
      return error.isEmpty() ? null : error;
    }

    public String hint() {
      return domains.isEmpty()
          ? "We send you a link to verify it."
          : "An address at " + String.join(", ", domains) + ". We send you a link to verify it.";
    }
  }

  /// What stands above and below the fields of the other pages.
  ///
  /// @param email whose address it is
  /// @param token of the link; empty for people who are signed in
  public record Step(
      String email, String token, SignUpSettings.@Nullable Terms terms, FormError error) {
    public String action() {
      return token.isEmpty() ? ORGANIZATION : SignUps.PATH + "/" + token;
    }

    /// What is wrong and belongs to no field of the page; empty for nothing.
    public String problem() {
      boolean withField =
          List.of("name", "password", "organization", "team", "terms").contains(error.field());
      return withField ? "" : error.message();
    }
  }

  @CheckedTemplate(basePath = "signup")
  static class Templates {
    private Templates() {}

    static native TemplateInstance start(Start start);

    static native TemplateInstance sent(String email, long hours, boolean onlyLogged);

    static native TemplateInstance account(Step step, NewAccount account, NewPlace place);

    static native TemplateInstance organization(Step step, NewPlace place);

    static native TemplateInstance done(Founded founded, FreshKey fresh);

    static native TemplateInstance otherPerson(String email, String invited);

    static native TemplateInstance closed();

    static native TemplateInstance deadLink();
  }

  @GET
  public Response start(@Context HttpHeaders headers) {
    if (!signUps.areOpen()) {
      return closed();
    }
    return current.signedIn().isPresent() ? Redirect.to(headers, ORGANIZATION) : start("", "", OK);
  }

  @POST
  public Response request(
      @FormParam("email") @Nullable String typed, @Context HttpHeaders headers) {
    if (!signUps.takeAddresses() || current.signedIn().isPresent()) {
      return start(headers);
    }
    String email = Objects.requireNonNullElse(typed, "").strip();
    try {
      signUps.request(email, current.origin());
    } catch (InvalidInputException e) {
      return start(email, String.valueOf(e.getMessage()), FormError.STATUS);
    } catch (ThrottledException e) {
      return start(email, String.valueOf(e.getMessage()), StatusCode.TOO_MANY_REQUESTS);
    }
    return Response.ok(
            Templates.sent(email, Registrations.PATIENCE.toHours(), mails.areOnlyLogged()))
        .build();
  }

  /// For people who are signed in and have no organization.
  @GET
  @Path("organization")
  public Response organization(@Context HttpHeaders headers) {
    return founding(headers, NewPlace.empty(), FormError.NONE, OK);
  }

  @POST
  @Path("organization")
  public Response found(
      @BeanParam NewPlace place, @Context HttpHeaders headers, @Context UriInfo uri) {
    Optional<SignedIn> person = current.signedIn();
    if (person.isEmpty() || !signUps.mayFound(person.get())) {
      return organization(headers);
    }
    try {
      return done(signUps.found(person.get(), place, current.origin()), uri).build();
    } catch (InvalidInputException e) {
      return founding(headers, place, FormError.of(e), FormError.STATUS);
    } catch (ThrottledException e) {
      return founding(headers, place, throttled(e), StatusCode.TOO_MANY_REQUESTS);
    }
  }

  @GET
  @Path("{token}")
  public Response look(@PathParam("token") String token, @Context HttpHeaders headers) {
    return account(
        token,
        headers,
        email ->
            Templates.account(
                step(email, token, FormError.NONE), NewAccount.empty(), NewPlace.empty()),
        OK);
  }

  /// Answers with the secret itself instead of a redirect: it is kept nowhere, so no other page
  /// could show it.
  @POST
  @Path("{token}")
  public Response finish(
      @PathParam("token") String token,
      @BeanParam NewAccount account,
      @BeanParam NewPlace place,
      @Context HttpHeaders headers,
      @Context UriInfo uri) {
    if (!signUps.areOpen() || current.signedIn().isPresent()) {
      return look(token, headers);
    }
    Optional<String> before = SessionCookie.token(headers.getCookies(), uri);
    try {
      SignUps.Entered entered = signUps.finish(token, account, place, current.origin(), before);
      return done(entered.founded(), uri).cookie(SessionCookie.of(entered.session(), uri)).build();
    } catch (NotFoundException e) {
      return deadLink();
    } catch (InvalidInputException e) {
      return again(token, headers, new Typed(account, place, FormError.of(e)), FormError.STATUS);
    } catch (ThrottledException e) {
      return again(
          token, headers, new Typed(account, place, throttled(e)), StatusCode.TOO_MANY_REQUESTS);
    }
  }

  /// What was sent, and what is wrong with it.
  private record Typed(NewAccount account, NewPlace place, FormError error) {}

  private Response again(String token, HttpHeaders headers, Typed typed, int status) {
    return account(
        token,
        headers,
        email ->
            Templates.account(step(email, token, typed.error()), typed.account(), typed.place()),
        status);
  }

  private interface OfAddress {
    TemplateInstance page(String email);
  }

  private Response account(String token, HttpHeaders headers, OfAddress form, int status) {
    if (!signUps.areOpen()) {
      return closed();
    }
    Optional<String> email = signUps.look(token, current.origin());
    Optional<SignedIn> person = current.signedIn();
    if (email.isEmpty()) {
      // With the link used, the way back leads where it led to.
      return person.isPresent() ? Redirect.to(headers, HOME) : deadLink();
    }
    return person.isPresent()
        ? Response.ok(Templates.otherPerson(person.get().email(), email.get())).build()
        : Response.status(status).entity(form.page(email.get())).build();
  }

  private Response founding(HttpHeaders headers, NewPlace place, FormError error, int status) {
    if (!signUps.areOpen()) {
      return closed();
    }
    Optional<SignedIn> person = current.signedIn();
    if (person.isEmpty()) {
      return Redirect.to(headers, SignUps.PATH);
    }
    return signUps.mayFound(person.get())
        ? Response.status(status)
            .entity(Templates.organization(step(person.get().email(), "", error), place))
            .build()
        : Redirect.to(headers, HOME);
  }

  private Step step(String email, String token, FormError error) {
    return new Step(email, token, settings.terms(), error);
  }

  private Response start(String email, String error, int status) {
    Start start =
        new Start(
            email,
            signUps.takeAddresses(),
            others.stream().flatMap(other -> other.links(ORGANIZATION).stream()).toList(),
            settings.domains(),
            error);
    return Response.status(status).entity(Templates.start(start)).build();
  }

  private Response.ResponseBuilder done(Founded founded, UriInfo uri) {
    return Response.ok(
        Templates.done(founded, freshKeys.of(founded.key(), founded.organization(), uri, true)));
  }

  private static FormError throttled(ThrottledException e) {
    return new FormError("form", String.valueOf(e.getMessage()));
  }

  private static Response closed() {
    return Response.status(StatusCode.NOT_FOUND).entity(Templates.closed()).build();
  }

  private static Response deadLink() {
    return Response.status(StatusCode.NOT_FOUND).entity(Templates.deadLink()).build();
  }
}
