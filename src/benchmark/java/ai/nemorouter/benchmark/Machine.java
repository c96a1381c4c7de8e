package ai.nemorouter.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Where the figures come from, in a sentence: figures without their machine say nothing.
final class Machine {
  private static final long KILOBYTES_PER_GIGABYTE = 1024L * 1024;

  private Machine() {}

  static String description() {
    return "%s, %d processors (%s), %s memory, %s %s, Java %s, with load generator, upstream and database on the same machine"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            value("/proc/cpuinfo", "model name"),
            memory(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version());
  }

  private static String memory() {
    String kilobytes = value("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return kilobytes.isEmpty()
        ? "unknown"
        : Math.ceilDiv(Long.parseLong(kilobytes), KILOBYTES_PER_GIGABYTE) + " GB";
  }

  private static String value(String file, String name) {
    try {
      List<String> lines = Files.readAllLines(Path.of(file));
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
