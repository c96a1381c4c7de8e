package ai.nemorouter.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A webhook's secret, which proves to its receiver that a message is ours: symmetric signatures of
/// the Standard Webhooks specification.
///
/// @param text `whsec_` and the key in base64, as the receiver's library takes it
public record SigningSecret(String text) {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public static SigningSecret random() {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    return new SigningSecret(PREFIX + Base64.getEncoder().encodeToString(key));
  }

  /// The headers of a message that is sent now.
  ///
  /// @param secrets which all sign: for a while after a rotation the one before does as well
  public static Map<String, String> headers(
      List<SigningSecret> secrets, String messageId, String body) {
    long seconds = Instant.now().getEpochSecond();
    String signatures =
        secrets.stream()
            .map(secret -> secret.sign(messageId, seconds, body))
            .collect(Collectors.joining(" "));
    return Map.of(
        "webhook-id", messageId,
        "webhook-timestamp", Long.toString(seconds),
        "webhook-signature", signatures);
  }

  /// @param seconds of the Unix time at which the message is sent
  /// @return one signature of the header `webhook-signature`
  public String sign(String messageId, long seconds, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
      mac.init(new SecretKeySpec(key, ALGORITHM));
      String signed = messageId + "." + seconds + "." + body;
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A message cannot be signed", e);
    }
  }

  /// Kept out of logs.
  @Override
  public String toString() {
    return PREFIX + "…";
  }
}
