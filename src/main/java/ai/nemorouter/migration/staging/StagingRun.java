package ai.nemorouter.migration.staging;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// Sample calls under way, or done: kept in the memory of this node for an hour at most, without
/// the key that they are made with.
public final class StagingRun {
  private final UUID id;
  private final UUID owner;
  private final StagingPlan plan;
  private final Instant startedAt = Instant.now();
  private final List<SampleResult> results = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  /// @param owner the user who started it, and may see it
  StagingRun(UUID id, UUID owner, StagingPlan plan) {
    this.id = id;
    this.owner = owner;
    this.plan = plan;
  }

  public UUID id() {
    return id;
  }

  UUID owner() {
    return owner;
  }

  public StagingPlan plan() {
    return plan;
  }

  public Instant startedAt() {
    return startedAt;
  }

  /// Those that have come so far, in order.
  public List<SampleResult> results() {
    return List.copyOf(results);
  }

  public boolean isOver() {
    return over;
  }

  public int total() {
    return plan.samples().size();
  }

  public long passed() {
    return results.stream().filter(SampleResult::isPassed).count();
  }

  public boolean isPassed() {
    return over && passed() == total();
  }

  void add(SampleResult result) {
    results.add(result);
  }

  void end() {
    over = true;
  }
}
