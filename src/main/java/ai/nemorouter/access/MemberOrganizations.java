package ai.nemorouter.access;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The organizations that people are members of, for features that organizations themselves stand
/// on. The feature of organizations implements it. To be asked in a transaction across
/// organizations.
public interface MemberOrganizations {
  /// In the order of their ids.
  List<UUID> of(UUID userId);

  /// The names of those that each of these people is a member of, in the order of the alphabet.
  /// People who are in none are missing.
  Map<UUID, List<String>> namesOf(Collection<UUID> userIds);

  /// The same for one person, as a list to read; empty for none.
  default String shownOf(UUID userId) {
    return String.join(", ", namesOf(List.of(userId)).getOrDefault(userId, List.of()));
  }
}
