package ai.nemorouter.key.app;

import ai.nemorouter.platform.error.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What an app asks for by the link that it sends a person to.
///
/// @param callback where the browser goes afterwards
/// @param challenge that only the app can meet when it fetches the key
/// @param state given back to the app as it came; empty for none
public record AppRequest(URI callback, String challenge, String state) {
  static final String METHOD = "S256";
  private static final int CALLBACK_LENGTH_MAX = 1000;
  private static final int STATE_LENGTH_MAX = 500;
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]+]");
  private static final Set<String> THIS_COMPUTER = Set.of("localhost", "127.0.0.1", "[::1]");

  /// @throws InvalidInputException with the reason and what the app's developers can do
  static AppRequest parse(AppLink link) {
    URI callback = callback(link.callbackUrl());
    if (link.challenge().isEmpty()) {
      throw new InvalidInputException(
          "code_challenge",
          "The link has no code_challenge. Apps need one: the SHA-256 of their code_verifier,"
              + " in base64url.");
    }
    if (!link.method().equals(METHOD)) {
      throw new InvalidInputException(
          "code_challenge_method",
          "The code_challenge_method must be S256. Others, such as plain, are not safe enough.");
    }
    if (!CHALLENGE.matcher(link.challenge()).matches()) {
      throw new InvalidInputException(
          "code_challenge",
          "The code_challenge must be a SHA-256 in base64url: 43 characters, without padding.");
    }
    if (link.state().length() > STATE_LENGTH_MAX) {
      throw new InvalidInputException(
          "state", "The state may have at most %d characters.".formatted(STATE_LENGTH_MAX));
    }
    return new AppRequest(callback, link.challenge(), link.state());
  }

  private static URI callback(String text) {
    if (text.isEmpty()) {
      throw refused("The link has no callback_url. It says where to send you back to.");
    }
    if (text.length() > CALLBACK_LENGTH_MAX) {
      throw refused(
          "The callback_url may have at most %d characters.".formatted(CALLBACK_LENGTH_MAX));
    }
    URI url = url(text);
    String host = url.getHost();
    if (host == null || !HOST.matcher(host).matches()) {
      throw refused("The callback_url must be an address with a host, as in https://example.com/.");
    }
    if (url.getRawUserInfo() != null) {
      throw refused("The callback_url must not have a user name or password in it.");
    }
    if (url.getRawFragment() != null) {
      throw refused("The callback_url must not have a fragment (#).");
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    boolean local = scheme.equals("http") && THIS_COMPUTER.contains(host.toLowerCase(Locale.ROOT));
    if (!scheme.equals("https") && !local) {
      throw refused(
          "The callback_url must begin with https://."
              + " Only localhost, 127.0.0.1 and [::1] may use http://.");
    }
    return url;
  }

  private static URI url(String text) {
    try {
      URI url = new URI(text);
      if (url.isAbsolute() && text.chars().allMatch(character -> character < 0x7f)) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, as for what is no whole address.
    }
    throw refused("The callback_url must be a whole address, as in https://example.com/callback.");
  }

  private static InvalidInputException refused(String message) {
    return new InvalidInputException("callback_url", message);
  }

  /// The app as people know it: its host, with a port that is not the usual one.
  public String app() {
    String host = callback.getHost().toLowerCase(Locale.ROOT);
    return callback.getPort() < 0 ? host : host + ":" + callback.getPort();
  }

  /// What a content security policy calls the app. It has no word for addresses of IPv6.
  String source() {
    String scheme = callback.getScheme().toLowerCase(Locale.ROOT);
    return callback.getHost().startsWith("[") ? scheme + ":" : scheme + "://" + app();
  }

  /// The query of the pages on which the person decides.
  public String query() {
    return "?callback_url=%s&code_challenge=%s&code_challenge_method=%s%s"
        .formatted(
            encoded(callback.toString()),
            challenge,
            METHOD,
            state.isEmpty() ? "" : "&state=" + encoded(state));
  }

  /// The address that tells the app that the person refused.
  public String cancelled() {
    return back("error", "access_denied");
  }

  /// The address that takes the code to the app.
  String allowed(String code) {
    return back("code", code);
  }

  private String back(String name, String value) {
    String address = callback.toString();
    String query = callback.getRawQuery();
    String separator = query == null ? "?" : query.isEmpty() || query.endsWith("&") ? "" : "&";
    String answer = address + separator + name + "=" + encoded(value);
    return state.isEmpty() ? answer : answer + "&state=" + encoded(state);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
