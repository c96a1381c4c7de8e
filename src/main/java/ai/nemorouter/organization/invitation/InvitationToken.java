package ai.nemorouter.organization.invitation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// What the link of an invitation ends with: 256 random bits. The database has their SHA-256 only,
/// so an invitation cannot be accepted with what is stored there.
final class InvitationToken {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private final String text;

  private InvitationToken(String text) {
    this.text = text;
  }

  static InvitationToken next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new InvitationToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// One that somebody came with.
  static InvitationToken of(String text) {
    return new InvitationToken(text);
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /// The path of the page that takes the invitation up.
  String path() {
    return "/invitations/" + text;
  }

  /// Never the secret, so that no log can hold it.
  @Override
  public String toString() {
    return "invitation token";
  }
}
