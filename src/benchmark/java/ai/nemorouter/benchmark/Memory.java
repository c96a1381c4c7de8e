package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Resident memory as Linux counts it. Pages that processes share are counted once over all of them
/// (`Pss`), or PostgreSQL's buffers would count once for each connection.
final class Memory {
  private static final long BYTES_PER_KILOBYTE = 1024;
  private static final Duration COLLECTION_MAX = Duration.ofSeconds(20);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

  private Memory() {}

  /// Of the process and its descendants, in bytes; 0 where the system does not tell.
  static long residentBytes(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .mapToLong(process -> residentBytes(process.pid()))
        .sum();
  }

  /// What a JVM has in use on its heap after a full collection, which this makes it do.
  ///
  /// @param folder where a file may be written
  static long heapBytes(long pid, Path folder) throws IOException, InterruptedException {
    List<String> command = List.of(Rig.java("jcmd"), Long.toString(pid), "GC.class_histogram");
    Child histogram = Child.start("jcmd", folder, Map.of(), command);
    histogram.awaitEnd(COLLECTION_MAX);
    Matcher total = TOTAL.matcher(Files.readString(histogram.log()));
    if (!total.find()) {
      throw new IOException("jcmd counts nothing\n" + histogram.lastWords());
    }
    return Long.parseLong(total.group(1));
  }

  private static long residentBytes(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    return Stream.of(folder.resolve("smaps_rollup"), folder.resolve("status"))
        .flatMap(Memory::lines)
        .filter(line -> line.startsWith("Pss:") || line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KILOBYTE)
        .findFirst()
        .orElse(0);
  }

  private static Stream<String> lines(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream();
    } catch (IOException e) {
      // The process has just ended, or the system keeps no such file or shows it to nobody.
      return Stream.empty();
    }
  }
}
