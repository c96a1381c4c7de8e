package ai.nemorouter.guardrail.hook;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.webhook.SigningSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secrets with which questions to a hook are signed. They come from the organization's secret
/// for guardrails, which is stored encrypted, the rule and a number in its check: the next number
/// is another secret, and the one before signs besides, so that the receiver can change over when
/// it likes.
public final class HookSecret {
  private static final String ALGORITHM = "HmacSHA256";

  private HookSecret() {}

  /// The secret that the receiver of the rule's hook is to know.
  public static SigningSecret of(byte[] organizationSecret, UUID ruleId, int number) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(organizationSecret, ALGORITHM));
      String named = "hook " + ruleId + " " + number;
      byte[] key = mac.doFinal(named.getBytes(StandardCharsets.UTF_8));
      return new SigningSecret("whsec_" + Base64.getEncoder().encodeToString(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
    }
  }

  /// Those that sign.
  public static List<SigningSecret> signing(
      byte[] organizationSecret, UUID ruleId, Check.Hook hook) {
    List<SigningSecret> secrets = new ArrayList<>();
    secrets.add(of(organizationSecret, ruleId, hook.secretNumber()));
    if (hook.secretNumber() > 1) {
      secrets.add(of(organizationSecret, ruleId, hook.secretNumber() - 1));
    }
    return secrets;
  }
}
