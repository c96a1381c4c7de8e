package ai.nemorouter.audit.chain;

import ai.nemorouter.audit.AuditEntry;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A block of the chain, and the bytes that it is hashed over. `docs/audit.md` specifies them for
/// verifiers outside this installation, so a change of them is a new format.
///
/// @param number counted from 1
/// @param previous the hash of the block before, in hex; zeros for the first
/// @param signature of its head, in base64; null where no key was there to sign with
/// @param expiredAt when its entries went, past their retention; null while they are there
public record AuditBlock(
    UUID orgId,
    long number,
    String previous,
    String hash,
    int entries,
    Instant sealedAt,
    @Nullable String signingKey,
    @Nullable String signature,
    @Nullable Instant expiredAt) {
  static final String FORMAT = "nemorouter-audit-1";
  static final String NO_HASH = "0".repeat(64);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  public boolean isSigned() {
    return signature != null;
  }

  /// The file whose SHA-256 is the block's hash: a line about the block, and one for each entry.
  static byte[] file(
      UUID orgId, long number, String previous, Instant sealedAt, List<String> lines) {
    StringBuilder file =
        new StringBuilder(
            Json.write(
                Json.object()
                    .put("format", FORMAT)
                    .put("organization", orgId.toString())
                    .put("block", number)
                    .put("previous", previous)
                    .put("entries", lines.size())
                    .put("sealed_at", time(sealedAt))));
    file.append('\n');
    lines.forEach(line -> file.append(line).append('\n'));
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// What is signed of a block.
  static String statement(UUID orgId, long number, String hash, Instant sealedAt, String keyId) {
    return Json.write(
        Json.object()
            .put("format", FORMAT)
            .put("organization", orgId.toString())
            .put("block", number)
            .put("hash", hash)
            .put("sealed_at", time(sealedAt))
            .put("key", keyId));
  }

  String statement() {
    return statement(orgId, number, hash, sealedAt, signingKey == null ? "" : signingKey);
  }

  /// An entry as programs read it and as it is hashed.
  public static ObjectNode json(AuditEntry entry) {
    return Json.tree(AuditEntryJson.of(entry));
  }

  public static String line(AuditEntry entry) {
    return Json.write(AuditEntryJson.of(entry));
  }

  /// In hex.
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String time(Instant instant) {
    return MICROSECONDS.format(instant);
  }

  /// The database keeps the members of objects in an order of its own.
  static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      TreeMap<String, JsonNode> members = new TreeMap<>();
      object
          .properties()
          .forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
      ObjectNode sorted = Json.object();
      members.forEach(sorted::set);
      return sorted;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode sorted = Json.object().arrayNode();
      array.forEach(element -> sorted.add(sorted(element)));
      return sorted;
    }
    return node;
  }
}
