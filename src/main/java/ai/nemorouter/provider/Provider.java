package ai.nemorouter.provider;

import ai.nemorouter.provider.dialect.Dialect;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An upstream account: where it is, how it is spoken to, and with which credential.
///
/// @param name the slug that model names and call records use
/// @param apiKey its credential; null where the upstream wants none
/// @param costHeader the response header that may carry the exact cost in US dollars
/// @param demo whether it is this application's own offline demonstration
/// @param orgId the organization that brought it and pays it; null for the installation's own
/// @param passOn names of parameters that it gets beside those that its dialect knows
public record Provider(
    String name,
    Dialect dialect,
    URI baseUrl,
    @Nullable String apiKey,
    String costHeader,
    boolean demo,
    @Nullable UUID orgId,
    Set<String> passOn) {
  public static final String OPENAI = "openai";
  public static final String OPENROUTER = "openrouter";
  public static final String ANTHROPIC = "anthropic";
  public static final String GOOGLE = "google";
  public static final String DEFAULT_COST_HEADER = "x-litellm-response-cost";

  public Provider {
    passOn = Set.copyOf(passOn);
  }

  /// One that gets what its dialect knows and nothing else.
  public Provider(
      String name,
      Dialect dialect,
      URI baseUrl,
      @Nullable String apiKey,
      String costHeader,
      boolean demo,
      @Nullable UUID orgId) {
    this(name, dialect, baseUrl, apiKey, costHeader, demo, orgId, Set.of());
  }

  /// One of the installation's own.
  public Provider(
      String name,
      Dialect dialect,
      URI baseUrl,
      @Nullable String apiKey,
      String costHeader,
      boolean demo) {
    this(name, dialect, baseUrl, apiKey, costHeader, demo, null);
  }

  /// Under which name its prices are kept: organizations may give their providers the same names.
  public String priceOwner() {
    return orgId == null ? name : orgId + "/" + name;
  }

  /// Where a path below the base URL stands at this provider. A query of the base URL stays.
  public URI at(String path) {
    String base = baseUrl.toString();
    int question = base.indexOf('?');
    String query = question < 0 ? "" : base.substring(question);
    return URI.create(
        withoutSlash(question < 0 ? base : base.substring(0, question)) + path + query);
  }

  /// Whether it answers where the providers of its dialect usually do.
  public boolean isAtUsualAddress() {
    String usual = dialect.usualBaseUrl();
    return usual != null && withoutSlash(usual).equals(withoutSlash(baseUrl.toString()));
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public String toString() {
    return name + " at " + baseUrl;
  }
}
