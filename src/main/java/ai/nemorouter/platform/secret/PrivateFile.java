package ai.nemorouter.platform.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file with one line that only its owner may read, such as a key that is made once.
public final class PrivateFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private PrivateFile() {}

  /// What the file says, which is `line` if there was none. It appears whole or not at all.
  public static String readOrCreate(Path file, String line) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    if (!Files.exists(file)) {
      Path draft = Files.createTempFile(folder, "." + file.getFileName(), "", OWNER_ONLY);
      try {
        Files.writeString(draft, line + "\n", StandardCharsets.US_ASCII);
        Files.createLink(file, draft);
      } catch (FileAlreadyExistsException e) {
        return read(file);
      } finally {
        Files.delete(draft);
      }
    }
    return read(file);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
