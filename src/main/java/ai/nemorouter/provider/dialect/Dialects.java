package ai.nemorouter.provider.dialect;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All dialects by their names.
@ApplicationScoped
public class Dialects {
  private final Map<String, Dialect> byName = new TreeMap<>();

  public Dialects(@All List<Dialect> all) {
    all.forEach(dialect -> byName.put(dialect.name(), dialect));
  }

  public Optional<Dialect> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// @throws IllegalArgumentException if there is none of that name
  public Dialect get(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalArgumentException("There is no dialect " + name));
  }

  /// In the order of their names.
  public Collection<Dialect> all() {
    return byName.values();
  }
}
