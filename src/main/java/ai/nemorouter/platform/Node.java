package ai.nemorouter.platform;

/// What this process is called in records that several nodes write.
public final class Node {
  private Node() {}

  /// The machine's name as its environment tells it, and the process within it.
  public static String name() {
    String host = System.getenv().getOrDefault("HOSTNAME", "localhost");
    return host + "/" + ProcessHandle.current().pid();
  }
}
