package ai.nemorouter.audit;

import ai.nemorouter.audit.AuditEntries.Portions;
import ai.nemorouter.audit.chain.AuditBlock;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.text.Csv;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes entries as a file, portion by portion, however many there are.
enum AuditExport {
  CSV("text/csv; charset=utf-8", "csv"),
  JSONL("application/jsonl", "jsonl");

  private static final String HEADER =
      "time,actor,actor_kind,actor_id,action,target,details,address,agent,id\r\n";

  private final String mediaType;
  private final String extension;

  AuditExport(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  static AuditExport ofOrThrow(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new NotFoundException("format of exports"));
  }

  /// The file, written while it is sent.
  Response answer(Portions portions) {
    StreamingOutput file = out -> write(portions, out);
    return Response.ok(file, mediaType)
        .header("content-disposition", "attachment; filename=\"audit-log." + extension + "\"")
        .build();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private void write(Portions portions, OutputStream out) throws IOException {
    if (this == CSV) {
      out.write(HEADER.getBytes(StandardCharsets.UTF_8));
    }
    for (List<AuditEntry> portion = portions.next();
        !portion.isEmpty();
        portion = portions.next()) {
      String text =
          portion.stream()
              .map(entry -> this == CSV ? row(entry) : AuditBlock.line(entry) + "\n")
              .collect(Collectors.joining());
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  private static String row(AuditEntry entry) {
    return Stream.of(
            AuditBlock.time(entry.at()),
            entry.actorName(),
            entry.actorKind(),
            entry.actorId() == null ? "" : entry.actorId().toString(),
            entry.action(),
            entry.target(),
            entry.details(),
            entry.address(),
            entry.agent(),
            entry.id().toString())
        .map(Csv::cell)
        .collect(Csv.LINE);
  }
}
