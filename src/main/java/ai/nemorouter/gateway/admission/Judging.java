package ai.nemorouter.gateway.admission;

import ai.nemorouter.gateway.http.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells calls that this node makes for a guardrail's judge from all others. They carry a word that
/// nothing outside this process knows, so that no client can escape guardrails by it.
@ApplicationScoped
public class Judging {
  public static final String HEADER = "x-nemo-judge";
  private static final int BYTES = 32;

  private final String word = random();

  private static String random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// What such a call carries.
  public String word() {
    return word;
  }

  /// The headers in which the key of a request came.
  public static Map<String, String> credentials(Exchange exchange) {
    Map<String, String> credentials = new HashMap<>();
    for (String name : List.of("authorization", "x-api-key")) {
      String value = exchange.header(name);
      if (value != null) {
        credentials.put(name, value);
      }
    }
    return credentials;
  }

  /// Whether a request is such a call.
  public boolean isOne(Exchange exchange) {
    String given = exchange.header(HEADER);
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), word.getBytes(StandardCharsets.UTF_8));
  }
}
