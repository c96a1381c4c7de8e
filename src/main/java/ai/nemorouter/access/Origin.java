package ai.nemorouter.access;

import java.util.Optional;

/// Where a request came from, as the audit log shows it.
///
/// @param address the IP address of the connection, or the one that a trusted proxy names; empty
///   for work that no request started
/// @param agent what the program calls itself; anybody can write anything there
public record Origin(String address, String agent) {
  private static final int AGENT_LENGTH_MAX = 200;

  /// The application itself.
  public static final Origin INSIDE = new Origin("", "");

  public Origin {
    agent = agent.length() > AGENT_LENGTH_MAX ? agent.substring(0, AGENT_LENGTH_MAX) : agent;
    agent = agent.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
  }

  public static Origin of(String address, Optional<String> agent) {
    return new Origin(address, agent.orElse(""));
  }
}
