package ai.nemorouter.catalog.price;

import ai.nemorouter.catalog.CatalogSetting;
import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What this node knows of price versions and of what operators decided: which price counts at a
/// moment, by the database's clock. It looks every second whether there is something new to read.
@ApplicationScoped
public class PriceBook {
  private static final Logger LOG = Logger.getLogger(PriceBook.class);

  private final Database database;
  private final PriceQueries queries;
  private final Map<String, List<PriceVersion>> versions = new ConcurrentHashMap<>();
  private final Map<String, String> spellings = new ConcurrentHashMap<>();
  private volatile Map<String, CatalogSetting> settings = Map.of();
  private volatile Clock clock = new Clock(Instant.EPOCH, 0);
  private long lastId;
  private long lastVersion = -1;

  PriceBook(Database database, PriceQueries queries) {
    this.database = database;
    this.queries = queries;
  }

  /// What the database's clock said when this node's timer stood so: a node's own clock may be
  /// hours off.
  private record Clock(Instant said, long nanoTime) {
    Instant now() {
      return said.plusNanos(System.nanoTime() - nanoTime);
    }
  }

  /// The time at the database.
  public Instant now() {
    return clock.now();
  }

  /// The price that counts at that moment: the newest override that began and was not withdrawn,
  /// else the newest listing.
  ///
  /// @param listed whether somebody lists the model at a price now; if not, only overrides count
  public Optional<Price> at(String provider, String model, boolean listed, Instant moment) {
    PriceVersion best = null;
    for (PriceVersion version : versions.getOrDefault(key(provider, model), List.of())) {
      if (version.counts(moment) && (listed || version.isOverride()) && wins(version, best)) {
        best = version;
      }
    }
    return Optional.ofNullable(best).map(PriceVersion::price);
  }

  /// The model's name as a price knows it, so that no spelling leads around a price; the name
  /// itself if none does.
  public String spelling(String provider, String model) {
    return versions.containsKey(key(provider, model))
        ? model
        : spellings.getOrDefault(key(provider, ModelName.folded(model)), model);
  }

  private static boolean wins(PriceVersion version, @Nullable PriceVersion other) {
    if (other == null || version.isOverride() != other.isOverride()) {
      return other == null || version.isOverride();
    }
    return Prices.OLDEST_FIRST.compare(version, other) > 0;
  }

  /// Every version that there is, newest first.
  List<PriceVersion> history(String provider, String model) {
    return versions.getOrDefault(key(provider, model), List.of()).stream()
        .sorted(Prices.OLDEST_FIRST.reversed())
        .toList();
  }

  public CatalogSetting setting(String provider, String model) {
    CatalogSetting known = settings.get(key(provider, model));
    return known == null ? CatalogSetting.none(provider, model) : known;
  }

  @Scheduled(
      every = "${nemorouter.catalog.look-every:1s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    try {
      refresh();
    } catch (RuntimeException e) {
      // What is known stays in force; a database that is away is told of by those who need it.
      LOG.debugf("The catalogue could not be looked at cause=%s", FailureText.of(e));
    }
  }

  /// Reads what has changed since it was read last.
  public synchronized void refresh() {
    database.inInstallation(() -> {
      PriceQueries.Version version = queries.version();
      clock = new Clock(version.clock(), System.nanoTime());
      if (version.number() != lastVersion) {
        read();
        lastVersion = version.number();
      }
      return true;
    });
  }

  private void read() {
    Map<String, List<PriceVersion>> added = new HashMap<>();
    queries.after(lastId).stream()
        .map(PriceQueries.Row::version)
        .forEach(version -> {
          added
              .computeIfAbsent(key(version.provider(), version.model()), _ -> new ArrayList<>())
              .add(version);
          spellings.putIfAbsent(
              key(version.provider(), ModelName.folded(version.model())), version.model());
          lastId = Math.max(lastId, version.id());
        });
    added.forEach((key, more) -> versions.merge(key, List.copyOf(more), PriceBook::joined));
    settings =
        queries.settings().stream()
            .collect(Collectors.toUnmodifiableMap(CatalogSetting::key, Function.identity()));
  }

  /// Overrides are read anew each time, for they may have been withdrawn.
  private static List<PriceVersion> joined(List<PriceVersion> known, List<PriceVersion> more) {
    Map<Long, PriceVersion> byId = new HashMap<>();
    known.forEach(version -> byId.put(version.id(), version));
    more.forEach(version -> byId.put(version.id(), version));
    return byId.values().stream().sorted(Prices.OLDEST_FIRST).toList();
  }

  private static String key(String provider, String model) {
    return provider + " " + model;
  }
}
