package ai.nemorouter.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where something that applies comes from.
///
/// @param level from the whole to the part
/// @param label as in `Team Search` or `This key`
/// @param path its page within the organization's; null where the viewer may see none
public record Source(Level level, String label, @Nullable String path) {
  static final Source INSTALLATION = new Source(Level.INSTALLATION, "Installation", null);

  /// What can apply to a key, from the whole to the part.
  public enum Level {
    INSTALLATION,
    ORGANIZATION,
    TEAM,
    MEMBER,
    KEY;

    /// The word in answers to programs.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Source organization(@Nullable String path) {
    return new Source(Level.ORGANIZATION, "Organization", path);
  }

  Source at(@Nullable String otherPath) {
    return new Source(level, label, otherPath);
  }
}
