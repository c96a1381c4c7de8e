package ai.nemorouter.provider;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// An upstream account that speaks OpenAI's protocol.
///
/// @param name the slug that model names and call records use
/// @param apiKey sent as a bearer token; null where the upstream wants none
/// @param costHeader the response header that may carry the exact cost in US dollars
/// @param demo whether it is this application's own offline demonstration
public record Provider(
    String name, URI baseUrl, @Nullable String apiKey, String costHeader, boolean demo) {
  public static final String OPENAI = "openai";
  public static final String OPENROUTER = "openrouter";
  public static final String DEFAULT_COST_HEADER = "x-litellm-response-cost";

  /// The field in which this provider expects the most tokens an answer may have: OpenAI's newer
  /// models know only the newer name, and most compatible servers only the older.
  public String outputCeilingField() {
    return name.equals(OPENAI) ? "max_completion_tokens" : "max_tokens";
  }

  /// Where a path below `/v1` stands at this provider.
  public URI at(String path) {
    String base = baseUrl.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  @Override
  public String toString() {
    return name + " at " + baseUrl;
  }
}
