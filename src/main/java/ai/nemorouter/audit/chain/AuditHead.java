package ai.nemorouter.audit.chain;

import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.ApiException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The newest block, signed: what a customer keeps elsewhere to see later whether the chain still
/// contains it.
///
/// @param statement the exact text that is signed
/// @param signature in base64; null where no key was there to sign with
/// @param publicKey in base64, as X.509 has it; null likewise
public record AuditHead(String statement, @Nullable String signature, @Nullable String publicKey) {
  private static final String ALGORITHM = "Ed25519";

  /// What a head says.
  record Said(UUID organization, long block, String hash) {}

  /// As a file that a shell can take apart: a line with the statement, one with the signature, and
  /// the key.
  String text() {
    return statement
        + "\n"
        + (signature == null ? "" : signature)
        + "\n"
        + (publicKey == null ? "" : pem(publicKey));
  }

  /// As programs read it.
  @Schema(name = "AuditHead", description = "The newest block, signed.")
  public record Signed(
      @Schema(description = "The exact text that is signed.") String statement,
      @Schema(description = "In base64; null where no key was there to sign with.")
          @Nullable String signature,
      @Schema(description = "The key of the signature, as PEM; null likewise.")
          @Nullable String publicKey) {}

  public Signed json() {
    return new Signed(statement, signature, publicKey == null ? null : pem(publicKey));
  }

  /// Reads what `text` or `json` wrote, from what somebody kept.
  ///
  /// @throws InvalidInputException that says why it is none
  static AuditHead parse(String kept) {
    try {
      List<String> lines = kept.strip().lines().toList();
      ObjectNode first = Json.parseObject(lines.getFirst().getBytes(StandardCharsets.UTF_8));
      AuditHead head =
          first.has("statement")
              ? new AuditHead(
                  first.path("statement").asText(),
                  first.path("signature").asText(),
                  bare(first.path("public_key").asText()))
              : new AuditHead(
                  lines.getFirst(),
                  lines.size() > 1 ? lines.get(1).strip() : "",
                  bare(String.join("\n", lines.subList(Math.min(2, lines.size()), lines.size()))));
      head.said();
      return head;
    } catch (ApiException | IllegalArgumentException | NoSuchElementException e) {
      throw new InvalidInputException(
          "anchor", "This is no head of an audit log. Paste the whole file as it was downloaded.");
    }
  }

  /// @throws IllegalArgumentException if the statement is none
  Said said() {
    ObjectNode said = Json.parseObject(statement.getBytes(StandardCharsets.UTF_8));
    if (!said.path("format").asText().equals(AuditBlock.FORMAT)) {
      throw new IllegalArgumentException("another format");
    }
    return new Said(
        UUID.fromString(said.path("organization").asText()),
        said.path("block").asLong(),
        said.path("hash").asText());
  }

  /// Whether the key in the file made the signature in the file.
  boolean isSigned() {
    return publicKey != null && verifies(publicKey);
  }

  boolean verifies(String key) {
    if (signature == null) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(ALGORITHM);
      check.initVerify(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
      check.update(statement.getBytes(StandardCharsets.UTF_8));
      return check.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  static String pem(String key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + key.replaceAll("(.{64})(?=.)", "$1\n")
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static String bare(String pem) {
    return pem.replaceAll("-----[A-Z ]+-----|\\s", "");
  }
}
