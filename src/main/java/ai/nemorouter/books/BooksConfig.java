package ai.nemorouter.books;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.LocalTime;

/// When the books are checked without being asked.
@ConfigMapping(prefix = "nemorouter.books")
public interface BooksConfig {
  /// The time of day, in UTC, after which one node of the cluster checks the books of all
  /// organizations.
  @WithDefault("03:30")
  LocalTime verifyAt();
}
