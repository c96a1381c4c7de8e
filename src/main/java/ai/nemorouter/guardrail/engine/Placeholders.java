package ai.nemorouter.guardrail.engine;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What stands in the place of what was redacted, as `[EMAIL_K7Q2MX]`, within one request. It comes
/// from the value and a key of the organization: the same value has the same placeholder in each
/// turn of a conversation, and nothing need be stored for that.
final class Placeholders {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SHORT = 6;
  private static final int LONG = 10;

  private final Mac mac;
  private final Map<String, String> valueByName = new HashMap<>();
  private final Map<String, String> restorable = new HashMap<>();

  Placeholders(byte[] key) {
    try {
      this.mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
    }
  }

  /// The keyed digest of a value, which says nothing about it without the key.
  String digest(Kind kind, String folded) {
    mac.update(kind.name().getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    byte[] bytes = mac.doFinal(folded.getBytes(StandardCharsets.UTF_8));
    StringBuilder digest = new StringBuilder(LONG);
    for (int index = 0; index < LONG; index++) {
      digest.append(BASE32.charAt(bytes[index] & 31));
    }
    return digest.toString();
  }

  /// The placeholder of a value. Two values of a request never share one.
  String of(Kind kind, String folded, String digest) {
    if (kind == Kind.HIDDEN_TEXT) {
      return ""; // nothing was to be seen in its place
    }
    String name = kind.name() + "_" + digest.substring(0, SHORT);
    String known = valueByName.putIfAbsent(name, folded);
    if (known != null && !known.equals(folded)) {
      name = kind.name() + "_" + digest;
      valueByName.put(name, folded);
    }
    return "[" + name + "]";
  }

  /// Lets the answer have this value back.
  void restore(String placeholder, String value) {
    if (placeholder.length() > 2) {
      restorable.putIfAbsent(placeholder.substring(1, placeholder.length() - 1), value);
    }
  }

  Optional<String> valueOf(String name) {
    return Optional.ofNullable(restorable.get(name));
  }

  Map<String, String> restorable() {
    return restorable;
  }
}
