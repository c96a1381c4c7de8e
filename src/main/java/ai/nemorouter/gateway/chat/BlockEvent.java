package ai.nemorouter.gateway.chat;

/// What happens to the blocks of an answer, one block after the other.
public sealed interface BlockEvent {
  Block block();

  /// Nothing of its text is known yet.
  record Began(Block block) implements BlockEvent {}

  /// @param text the next piece of it
  record Grew(Block block, String text) implements BlockEvent {}

  record Ended(Block block) implements BlockEvent {}
}
