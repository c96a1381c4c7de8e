package ai.nemorouter.key;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which keys to list, and in which order.
///
/// @param search part of a name, or the last four characters of a secret; empty for all
/// @param teamId only keys of this team; null for all
/// @param ownerId only keys of this member; null for all
/// @param statuses only keys that stand so now; empty for all
/// @param reversed whether the other way round than `sort` usually is
public record KeyFilter(
    String search,
    @Nullable UUID teamId,
    @Nullable UUID ownerId,
    Set<Key.Status> statuses,
    Sort sort,
    boolean reversed,
    Range range,
    Upkeep upkeep) {
  public static final int SIZE_MAX = 1000;
  public static final KeyFilter ALL =
      new KeyFilter("", null, Set.of(), Sort.NEWEST, new Range(0, SIZE_MAX));

  /// The orders in which keys can be listed.
  public enum Sort {
    NEWEST,
    NAME,
    USED,
    /// This month.
    SPEND,
    /// The nearest to a limit first.
    LIMIT,
    EXPIRY,
    /// What needs somebody first, in the order of `KeyCondition`.
    STATUS
  }

  /// Which keys somebody should look after.
  ///
  /// @param unusedDays only keys that made no call, and were not made, for that long; 0 for all
  /// @param neverUsed only keys that never made a call
  /// @param expiringDays only keys that expire within that time; 0 for all
  /// @param standings only keys that stand so; empty for all
  public record Upkeep(
      int unusedDays, boolean neverUsed, int expiringDays, Set<KeyCondition> standings) {
    private static final int DAYS_MAX = 3650;
    public static final Upkeep ANY = new Upkeep(0, false, 0, Set.of());

    public Upkeep {
      unusedDays = Math.clamp(unusedDays, 0, DAYS_MAX);
      expiringDays = Math.clamp(expiringDays, 0, DAYS_MAX);
      standings = Set.copyOf(standings);
    }
  }

  /// A page of a list.
  public record Range(int offset, int size) {
    public Range {
      offset = Math.max(0, offset);
      size = Math.clamp(size, 1, SIZE_MAX);
    }
  }

  public KeyFilter(
      String search, @Nullable UUID teamId, Set<Key.Status> statuses, Sort sort, Range range) {
    this(search, teamId, null, statuses, sort, range);
  }

  public KeyFilter(
      String search,
      @Nullable UUID teamId,
      @Nullable UUID ownerId,
      Set<Key.Status> statuses,
      Sort sort,
      Range range) {
    this(search, teamId, ownerId, statuses, sort, false, range, Upkeep.ANY);
  }

  public KeyFilter {
    search = search.strip();
    statuses = Set.copyOf(statuses);
  }
}
