import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// Downloads, checks and unpacks Maven for `mvnw`. It runs on the JDK that the script found, so that a machine needs
/// neither curl nor unzip. Arguments: the archive's address, its SHA-256 in hex, and the folder Maven shall be in.
class FetchMaven {
  public static void main(String[] arguments) throws Exception {
    URI address = URI.create(arguments[0]);
    String expectedDigest = arguments[1];
    Path target = Path.of(arguments[2]);
    Files.createDirectories(target.getParent());
    Path staging = Files.createTempDirectory(target.getParent(), "maven");
    Path archive = staging.resolve("maven.zip");

    String digest = download(address, archive);
    if (!digest.equals(expectedDigest)) {
      System.err.println("mvnw: " + address + " has SHA-256 " + digest + ", expected " + expectedDigest);
      System.exit(1);
    }
    Path unpacked = unpack(archive, staging);
    unpacked.resolve("bin/mvn").toFile().setExecutable(true);
    if (!Files.exists(target)) {
      Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(archive);
  }

  private static String download(URI address, Path archive) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (InputStream body = new DigestInputStream(address.toURL().openStream(), sha256)) {
      Files.copy(body, archive);
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static Path unpack(Path archive, Path folder) throws IOException {
    Path top = folder;
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = folder.resolve(entry.getName()).normalize();
        if (!path.startsWith(folder)) {
          throw new IOException("entry outside the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(zip, path);
        }
        top = folder.resolve(folder.relativize(path).getName(0));
      }
    }
    return top;
  }
}
