package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.secret.Token.Alphabet;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.CRC32;

/// The secrets that are told by how they begin, with their lengths and checksums.
final class SecretForms {
  private static final int UNBOUNDED = 100_000;
  private static final String OWN_PREFIX = "sk-nemo-";
  private static final int OWN_LENGTH = 49;
  private static final int CHECKSUM_LENGTH = 6;
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final Terms.Builder terms;
  private final int rule;
  private final Set<Kind> kinds;

  private SecretForms(Terms.Builder terms, int rule, Set<Kind> kinds) {
    this.terms = terms;
    this.rule = rule;
    this.kinds = kinds;
  }

  static void addTo(Terms.Builder terms, int rule, Set<Kind> kinds) {
    SecretForms forms = new SecretForms(terms, rule, kinds);
    forms.ownKeys();
    forms.providerKeys();
    forms.cloudCredentials();
    forms.accessTokens();
    forms.others();
  }

  private void ownKeys() {
    Predicate<String> check = SecretForms::hasOwnChecksum;
    exact(Kind.OWN_KEY, OWN_PREFIX, Alphabet.BASE62, OWN_LENGTH, check);
    exact(Kind.OWN_KEY, OWN_PREFIX + "mgmt-", Alphabet.BASE62, OWN_LENGTH, check);
  }

  private void providerKeys() {
    Kind kind = Kind.PROVIDER_KEY;
    for (String prefix : new String[] {"sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"}) {
      early(kind, prefix, Alphabet.BASE64_URL, 40);
    }
    exact(kind, "sk-", Alphabet.BASE62, 48, token -> token.startsWith("T3BlbkFJ", 23));
    early(kind, "sk-ant-", Alphabet.BASE64_URL, 40);
    early(kind, "sk-or-v1-", Alphabet.HEX, 64);
    exact(kind, "AIza", Alphabet.BASE64_URL, 35, token -> Entropy.bits(token) >= 4);
    exact(kind, "hf_", Alphabet.BASE62, 34, SecretForms::isEnough);
    exact(kind, "api_org_", Alphabet.BASE62, 34, SecretForms::isEnough);
    exact(kind, "gsk_", Alphabet.BASE62, 52, SecretForms::isEnough);
    exact(kind, "xai-", Alphabet.BASE62, 80, SecretForms::isEnough);
    exact(kind, "pplx-", Alphabet.BASE62, 48, SecretForms::isEnough);
    exact(kind, "r8_", Alphabet.BASE62, 37, SecretForms::isEnough);
    early(kind, "nvapi-", Alphabet.BASE64_URL, 60);
  }

  private void cloudCredentials() {
    Kind kind = Kind.CLOUD_CREDENTIAL;
    for (String prefix : new String[] {"AKIA", "ASIA", "ABIA", "ACCA"}) {
      exact(kind, prefix, Alphabet.BASE32, 16, SecretForms::isEnough);
    }
    early(kind, "ya29.", Alphabet.DOTTED, 50);
    exact(kind, "GOCSPX-", Alphabet.BASE64_URL, 28, SecretForms::isEnough);
    exact(kind, "AccountKey=", Alphabet.BASE64, 88, token -> token.endsWith("=="));
    for (String prefix : new String[] {"dop_v1_", "doo_v1_", "dor_v1_"}) {
      exact(kind, prefix, Alphabet.HEX, 64, SecretForms::isEnough);
    }
    early(kind, "hvs.", Alphabet.BASE64_URL, 24);
  }

  private void accessTokens() {
    Kind kind = Kind.ACCESS_TOKEN;
    for (String prefix : new String[] {"ghp_", "gho_", "ghu_", "ghr_", "npm_"}) {
      exact(kind, prefix, Alphabet.BASE62, 36, SecretForms::isEnough);
    }
    early(kind, "ghs_", Alphabet.DOTTED, 36);
    exact(kind, "github_pat_", Alphabet.BASE64_URL, 82, SecretForms::isEnough);
    for (String prefix : new String[] {"glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"}) {
      early(kind, prefix, Alphabet.DOTTED, 20);
    }
    for (String prefix : new String[] {"xoxb-", "xoxp-", "xoxe-", "xoxa-", "xapp-"}) {
      early(kind, prefix, Alphabet.BASE64_URL, 24);
    }
    early(kind, "hooks.slack.com/services/", Alphabet.BASE64, 24);
    for (String prefix : new String[] {"sk_live_", "sk_test_", "rk_live_", "rk_test_"}) {
      early(kind, prefix, Alphabet.BASE62, 10);
    }
    early(kind, "whsec_", Alphabet.BASE64, 32);
    exact(kind, "SG.", Alphabet.DOTTED, 66, token -> token.charAt(25) == '.');
    early(kind, "pypi-AgEIcHlwaS5vcmc", Alphabet.BASE64_URL, 50);
    exact(kind, "shpat_", Alphabet.HEX, 32, SecretForms::isEnough);
    exact(kind, "dckr_pat_", Alphabet.BASE64_URL, 27, SecretForms::isEnough);
    exact(kind, "lin_api_", Alphabet.BASE62, 40, SecretForms::isEnough);
    early(kind, "glsa_", Alphabet.BASE64_URL, 32);
  }

  private void others() {
    if (kinds.contains(Kind.JSON_WEB_TOKEN)) {
      terms.add(WebToken.PREFIX, new WebToken(rule));
    }
    if (kinds.contains(Kind.PRIVATE_KEY)) {
      terms.add(PrivateKey.PREFIX, new PrivateKey(rule));
      early(Kind.PRIVATE_KEY, "AGE-SECRET-KEY-1", Alphabet.BASE62, 58);
    }
    if (kinds.contains(Kind.DATABASE_PASSWORD)) {
      terms.add(UrlPassword.PREFIX, new UrlPassword(rule));
    }
    if (kinds.contains(Kind.SECRET)) {
      Entropy use = new Entropy(rule);
      Entropy.KEY_WORDS.forEach(word -> terms.add(word, use));
    }
  }

  private void exact(
      Kind kind, String prefix, Alphabet alphabet, int length, Predicate<String> check) {
    if (kinds.contains(kind)) {
      terms.add(prefix, new Token(rule, kind, prefix, alphabet, length, length, false, check));
    }
  }

  private void early(Kind kind, String prefix, Alphabet alphabet, int least) {
    if (kinds.contains(kind)) {
      terms.add(
          prefix,
          new Token(rule, kind, prefix, alphabet, least, UNBOUNDED, true, SecretForms::isEnough));
    }
  }

  /// For tokens whose prefix and length say enough.
  private static boolean isEnough(String token) {
    return !token.isEmpty();
  }

  private static boolean hasOwnChecksum(String key) {
    int end = key.length() - CHECKSUM_LENGTH;
    CRC32 checksum = new CRC32();
    checksum.update(key.substring(0, end).getBytes(StandardCharsets.US_ASCII));
    long rest = checksum.getValue();
    for (int index = key.length() - 1; index >= end; index--) {
      if (key.charAt(index) != BASE62.charAt((int) (rest % BASE62.length()))) {
        return false;
      }
      rest /= BASE62.length();
    }
    return rest == 0;
  }
}
