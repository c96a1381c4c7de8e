package ai.nemorouter.sso;

import ai.nemorouter.account.signin.OtherSignIn.Link;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Why a sign-in through the provider came to nothing, and what to do about it.
///
/// @param link where to go on
/// @param other another way; null for none
record SsoProblem(int status, String title, String text, Link link, @Nullable Link other) {
  private static final Link AGAIN = new Link("Try again", "/sign-in/sso");
  private static final Link SIGN_IN = new Link("Back to sign in", "/sign-in");
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  static SsoProblem unreachable(String name, String next) {
    return new SsoProblem(
        UNAVAILABLE,
        "Single sign-on does not answer",
        "%s cannot be reached at the moment. Try again in a minute, or sign in with your password if you have one."
            .formatted(sentence(name)),
        new Link("Try again", signIn(next)),
        SIGN_IN);
  }

  static SsoProblem required(boolean configured, String name, String next) {
    Link home = new Link("To my other organizations", "/");
    return configured
        ? new SsoProblem(
            FORBIDDEN,
            "This organization wants single sign-on",
            "You signed in with a password. The organization lets its members in through %s only. If your account is not linked to it yet, link it first."
                .formatted(name),
            new Link("Sign in with " + name, signIn(next)),
            new Link("Link my account", "/account/sso"))
        : new SsoProblem(
            FORBIDDEN,
            "This organization wants single sign-on",
            "It lets its members in through single sign-on only, which is no longer set up on this installation. Ask its operator to let you in.",
            home,
            null);
  }

  static SsoProblem of(SsoSignIns.Outcome outcome, String name) {
    return switch (outcome) {
      case SsoSignIns.Outcome.AddressTaken(String email) -> addressTaken(email, name);
      case SsoSignIns.Outcome.AddressUnverified(String email, String next) ->
          addressUnverified(email, next, name);
      case SsoSignIns.Outcome.WithoutAddress() ->
          again(
              FORBIDDEN,
              "Your e-mail address is not verified",
              "%s names no address of yours that it has verified, and an account here needs one. Verify it there, then try again."
                  .formatted(sentence(name)));
      case SsoSignIns.Outcome.LinkedElsewhere() -> linkedElsewhere(name);
      case SsoSignIns.Outcome.Denied() ->
          again(
              FORBIDDEN,
              "You were not signed in",
              "%s turned the sign-in away, or you stopped it there.".formatted(sentence(name)));
      case SsoSignIns.Outcome.Untrusted() ->
          again(
              BAD_REQUEST,
              "You were not signed in",
              "What came back from %s could not be trusted, so nothing was done with it. Try again; if it stays like this, contact the operator of this installation: the log has the cause."
                  .formatted(name));
      case SsoSignIns.Outcome.Unreachable() -> unreachable(name, "/");
      case SsoSignIns.Outcome.Suspended() ->
          new SsoProblem(
              FORBIDDEN,
              "Your account is suspended",
              "Ask the operator of this installation to open it again.",
              SIGN_IN,
              null);
      case SsoSignIns.Outcome.Unknown _,
          SsoSignIns.Outcome.Accepted _,
          SsoSignIns.Outcome.Linked _ ->
          again(
              BAD_REQUEST,
              "This sign-in is over",
              "It was begun more than ten minutes ago, in another browser or tab, or it was used already.");
    };
  }

  private static SsoProblem addressUnverified(String email, String next, String name) {
    return new SsoProblem(
        CONFLICT,
        "Is the account with your address yours?",
        "There is an account here as %s, and it has not been verified that its person owns this address. If the account is yours, sign in with its password and link %s under “My account”: everything stays as it is. If it is not, or you do not know its password, use your address for a new account. The old one can no longer be signed in to then; its memberships and keys stay with the organizations that it belongs to."
            .formatted(email, name),
        new Link("It is mine: sign in with its password", "/sign-in?next=%2Faccount%2Fsso"),
        new Link("Use my address for a new account", signIn(next) + "&takeover=true"));
  }

  private static SsoProblem addressTaken(String email, String name) {
    return new SsoProblem(
        CONFLICT,
        "There is an account with your address already",
        "An account here as %s is in use, and the address alone does not show that it is yours. Sign in with its password and link %s under “My account”. If you have no password, have one set by e-mail, or ask an operator of this installation."
            .formatted(email, name),
        new Link("Sign in with the password", "/sign-in?next=%2Faccount%2Fsso"),
        null);
  }

  private static SsoProblem linkedElsewhere(String name) {
    return new SsoProblem(
        CONFLICT,
        "This cannot be linked",
        "This %s account is linked to another user, or this account is linked to another user there."
            .formatted(name),
        new Link("Back to my account", "/account/sso"),
        null);
  }

  private static SsoProblem again(int status, String title, String text) {
    return new SsoProblem(status, title, text, AGAIN, SIGN_IN);
  }

  private static String signIn(String next) {
    return "/sign-in/sso?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }

  private static String sentence(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
