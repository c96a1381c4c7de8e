package ai.nemorouter.platform.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// In processes of their own, which these tests fill.
class MemoryOutTest {
  @TempDir private Path folder;

  @Test
  void anUncaughtErrorEndsTheProcess() throws Exception {
    assertThat(exitCode(Fill.class)).isEqualTo(MemoryOut.STATUS);
  }

  @Test
  void anErrorThatIsCaughtSomewhereEndsItToo() throws Exception {
    assertThat(exitCode(FillAndCatch.class)).isEqualTo(MemoryOut.STATUS);
  }

  @Test
  void aHeapIsOutOnlyIfCollectionsLeaveItFullAgainAndAgain() {
    MemoryWatch.FullHeap heap = new MemoryWatch.FullHeap(3);

    assertThat(heap.isOut(true, 1)).isFalse();
    assertThat(heap.isOut(true, 2)).isFalse();
    // Not collected since: what the figure was.
    assertThat(heap.isOut(true, 2)).isFalse();
    assertThat(heap.isOut(true, 3)).isFalse();
    assertThat(heap.isOut(true, 9)).isFalse();
    assertThat(heap.isOut(false, 10)).isFalse();
    assertThat(heap.isOut(true, 11)).isFalse();
    assertThat(heap.isOut(true, 12)).isFalse();
    assertThat(heap.isOut(true, 13)).isTrue();
  }

  private int exitCode(Class<?> main) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.log").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended by itself").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void fill() {
    List<byte[]> all = new ArrayList<>();
    while (!Thread.currentThread().isInterrupted()) {
      all.add(new byte[1 << 20]);
    }
    throw new IllegalStateException("Only " + all.size() + " MB were needed");
  }

  /// A process whose other threads go on.
  static final class Fill {
    public static void main(String[] arguments) {
      MemoryOut.enable();
      MemoryWatch.catchUncaught();
      Thread.ofVirtual().start(MemoryOutTest::fill);
      Thread.ofPlatform().start(Fill::waitForEver);
    }

    static void waitForEver() {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// The same where the error becomes the cause of another exception.
  static final class FillAndCatch {
    public static void main(String[] arguments) {
      MemoryOut.enable();
      try {
        fill();
      } catch (OutOfMemoryError e) {
        MemoryOut.endIf(new IllegalStateException("Wrapped", e));
      }
      Fill.waitForEver();
    }
  }
}
