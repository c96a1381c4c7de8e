package ai.nemorouter.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.audit.AuditEntry;
import ai.nemorouter.audit.AuditWorld;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks a log with nothing but the files that are handed out and what `docs/audit.md` says.
@QuarkusTest
class AuditFormatTest {
  @Inject AuditChains chains;
  @Inject AuditWorld log;
  @Inject World places;

  @Test
  void anEntryHasExactlyTheDocumentedBytes() {
    AuditEntry entry =
        new AuditEntry(
            UUID.fromString("01234567-89ab-7cde-8f01-23456789abcd"),
            Instant.parse("2026-11-23T02:20:00.12Z"),
            "setup",
            null,
            "Zoë \"Z\" \\",
            "key.revoked",
            "key 1",
            "{\"b\": {\"z\": 1.50, \"aa\": [true, null]}, \"a\": \"line\\nfeed \\u001f <ü>\", \"B\": 10000000000000000000000}",
            "2001:db8::1",
            "curl/8",
            7L);

    assertThat(AuditBlock.line(entry))
        .isEqualTo(
            "{\"id\":\"01234567-89ab-7cde-8f01-23456789abcd\",\"at\":\"2026-11-23T02:20:00.120000Z\","
                + "\"actor\":{\"kind\":\"setup\",\"id\":null,\"name\":\"Zoë \\\"Z\\\" \\\\\"},"
                + "\"action\":\"key.revoked\",\"target\":\"key 1\","
                + "\"details\":{\"B\":10000000000000000000000,\"a\":\"line\\nfeed \\u001F <ü>\","
                + "\"b\":{\"aa\":[true,null],\"z\":1.5}},"
                + "\"address\":\"2001:db8::1\",\"agent\":\"curl/8\"}");
  }

  @Test
  void theFilesCanBeCheckedByWhatTheDocumentationSays() throws Exception {
    World.Place globex = places.newOrganization();
    log.sealed(globex, "key.made", "key.changed");
    log.sealed(globex, "key.revoked");

    List<String> head = chains.of(globex.owner()).head().text().lines().toList();
    byte[] first = chains.of(globex.owner()).block(1).file();
    byte[] second = chains.of(globex.owner()).block(2).file();

    Signature signature = Signature.getInstance("Ed25519");
    String key = String.join("", head.subList(3, head.size() - 1));
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
    signature.update(head.getFirst().getBytes(StandardCharsets.UTF_8));
    assertThat(signature.verify(Base64.getDecoder().decode(head.get(1)))).isTrue();
    assertThat(head.getFirst())
        .startsWith(
            "{\"format\":\"nemorouter-audit-1\",\"organization\":\"%s\",\"block\":2,\"hash\":\"%s\",\"sealed_at\":\""
                .formatted(globex.orgId(), sha256(second)));
    assertThat(new String(second, StandardCharsets.UTF_8).lines().toList().getFirst())
        .startsWith(
            "{\"format\":\"nemorouter-audit-1\",\"organization\":\"%s\",\"block\":2,\"previous\":\"%s\",\"entries\":1,\"sealed_at\":\""
                .formatted(globex.orgId(), sha256(first)));
    assertThat(new String(first, StandardCharsets.UTF_8))
        .contains("\"previous\":\"" + "0".repeat(64) + "\",\"entries\":2,");
  }

  @Test
  void theRecipeOfTheDocumentationWorks(@TempDir Path folder) throws Exception {
    World.Place globex = places.newOrganization();
    log.sealed(globex, "key.made");
    log.sealed(globex, "key.revoked");
    Files.writeString(folder.resolve("audit-head-2.txt"), chains.of(globex.owner()).head().text());
    for (long number = 1; number <= 2; number++) {
      Files.write(
          folder.resolve("audit-block-" + number + ".jsonl"),
          chains.of(globex.owner()).block(number).file());
    }

    String answer = run(folder, recipe());

    assertThat(answer.lines()).containsExactly("Signature Verified Successfully", "1", "1");
  }

  private static String recipe() throws IOException {
    String page = Files.readString(Path.of("docs/audit.md"));
    int start = page.indexOf("```sh\n") + "```sh\n".length();
    return page.substring(start, page.indexOf("```", start));
  }

  private static String run(Path folder, String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-e", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
