package ai.nemorouter.provider.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How one provider does, as all nodes together told.
public record ProviderCondition(List<NodeHealth> nodes) {
  public static final ProviderCondition UNKNOWN = new ProviderCondition(List.of());

  public ProviderCondition {
    nodes = List.copyOf(nodes);
  }

  ProviderCondition with(ProviderCondition more) {
    List<NodeHealth> all = new ArrayList<>(nodes);
    all.addAll(more.nodes());
    return new ProviderCondition(all);
  }

  public boolean isKnown() {
    return !nodes.isEmpty();
  }

  /// Whether some node does not send it some calls.
  public boolean isSpared() {
    return nodes.stream().anyMatch(NodeHealth::isSpared);
  }

  /// Whether some node spares the provider as a whole.
  public boolean isAway() {
    return nodes.stream().anyMatch(node -> !node.state().equals("closed"));
  }

  /// The worst that a node tells.
  public String label() {
    return worst().map(NodeHealth::label).orElse("No requests lately");
  }

  public String tone() {
    return worst().map(NodeHealth::tone).orElse("quiet");
  }

  public long calls() {
    return nodes.stream().mapToLong(NodeHealth::calls).sum();
  }

  public long failures() {
    return nodes.stream().mapToLong(NodeHealth::failures).sum();
  }

  /// The slowest node's; null where none measured lately.
  public @Nullable Long medianMs() {
    return nodes.stream()
        .map(NodeHealth::medianMs)
        .filter(Objects::nonNull)
        .max(Long::compare)
        .orElse(null);
  }

  /// What went wrong last, on any node.
  public Optional<NodeHealth> lastTrouble() {
    return nodes.stream()
        .filter(node -> node.lastErrorAt() != null)
        .max(
            Comparator.comparing(
                NodeHealth::lastErrorAt, Comparator.nullsFirst(Comparator.naturalOrder())));
  }

  /// The models that failed or are paused, on any node, those with the most failures first.
  public List<ModelHealth> models() {
    return nodes.stream()
        .flatMap(node -> ModelHealth.read(node.models()).stream())
        .collect(Collectors.toMap(ModelHealth::model, model -> model, ModelHealth::with))
        .values()
        .stream()
        .sorted(
            Comparator.comparingLong(ModelHealth::failures)
                .reversed()
                .thenComparing(ModelHealth::model))
        .toList();
  }

  /// Since when the provider turns the account down; null where it does not.
  public @Nullable Instant accountRefusedAt() {
    return nodes.stream()
        .map(NodeHealth::accountRefusedAt)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }

  private Optional<NodeHealth> worst() {
    return nodes.stream().max(Comparator.comparingInt(ProviderCondition::badness));
  }

  private static int badness(NodeHealth node) {
    return switch (node.tone()) {
      case "bad" -> 2;
      case "warn" -> 1;
      default -> 0;
    };
  }
}
