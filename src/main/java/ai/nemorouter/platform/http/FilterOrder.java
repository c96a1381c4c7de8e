package ai.nemorouter.platform.http;

/// The order in which a request passes the filters, written in one place.
public final class FilterOrder {
  /// Is the address one that everything reads alike? Here and in the next a higher number runs
  /// earlier.
  public static final int ADDRESS = 1200;

  /// On every response of the console, whatever happens later.
  public static final int SECURITY_HEADERS = 1100;

  /// Where does the request come from? Here and below a lower number runs earlier.
  public static final int ORIGIN = 900;

  /// Was the request made by our own page?
  public static final int SAME_ORIGIN = 1000;

  /// Who is signed in?
  public static final int SESSION = 1100;

  /// Which organization is it about, and what may the person do in it?
  public static final int ORGANIZATION = 1200;

  /// Does the organization want people to sign in another way than this person did?
  public static final int SINGLE_SIGN_ON = 1250;

  /// Is it about the installation itself, and may the person see that?
  public static final int OPERATOR = 1300;

  /// May they use this route at all?
  public static final int RIGHTS = 1400;

  private FilterOrder() {}
}
