package ai.nemorouter.key;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// How a key stands, in the order in which it is decided: the first that applies is shown. Each
/// says what there is to do.
public enum KeyCondition {
  REVOKED("Revoked", "bad", "It never works again.", ""),
  EXPIRED(
      "Expired",
      "warn",
      "Every request with it is refused. Set a later expiry to use it again, or revoke it.",
      "Set a later expiry"),
  DISABLED(
      "Disabled",
      "warn",
      "Every request with it is refused. Enable it to use it again, or revoke it.",
      "Enable or revoke"),
  USED_UP(
      "Limit used up",
      "bad",
      "Requests are refused until the limit resets. Raise it if that is too late.",
      "Raise the limit"),
  NEAR_LIMIT(
      "Near limit",
      "warn",
      "At least 80% of a limit is used or held. Raise it before requests are refused.",
      "Raise the limit"),
  EXPIRES_SOON(
      "Expires soon",
      "warn",
      "It expires within 7 days. Set a later expiry, or replace it.",
      "Set a later expiry"),
  REFUSED(
      "Requests refused",
      "warn",
      "Requests with it were refused in the last 24 hours. Their list says why.",
      "See why"),
  UNUSED(
      "Unused 30 days",
      "info",
      "No request came with it for 30 days. Revoke it if it is not needed.",
      "Revoke if not needed"),
  ACTIVE("Active", "good", "It works.", "");

  /// Those in which a key works, or could, and somebody should look after it.
  public static final Set<KeyCondition> NEEDING_ATTENTION =
      EnumSet.of(USED_UP, NEAR_LIMIT, EXPIRES_SOON, REFUSED, UNUSED);

  /// Of a key `k` with its limits `l` (`limit_shares`) and refusals `r` (`refused_lately`). Limits
  /// of a minute and of calls in flight do not count: they come back by themselves.
  static final String SQL =
      """
      case when k.revoked_at is not null then 'REVOKED' when k.expires_at <= now() then 'EXPIRED'
        when k.disabled_at is not null then 'DISABLED' when l.used_up then 'USED_UP' when l.lasting >= 0.8 then 'NEAR_LIMIT'
        when k.expires_at < now() + interval '7 days' then 'EXPIRES_SOON' when r.refusals > 0 then 'REFUSED'
        when coalesce(k.last_used_at, k.created_at) < now() - interval '30 days' then 'UNUSED' else 'ACTIVE' end
      """;

  private final String label;
  private final String tone;
  private final String advice;
  private final String todo;

  KeyCondition(String label, String tone, String advice, String todo) {
    this.label = label;
    this.tone = tone;
    this.advice = advice;
    this.todo = todo;
  }

  public String label() {
    return label;
  }

  /// The colour beside the word.
  public String tone() {
    return tone;
  }

  /// What it means and what there is to do, in whole sentences.
  public String advice() {
    return advice;
  }

  /// What there is to do, in few words; empty for nothing.
  public String todo() {
    return todo;
  }

  /// As in an address.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<KeyCondition> of(String word) {
    return Arrays.stream(values()).filter(standing -> standing.word().equals(word)).findFirst();
  }
}
