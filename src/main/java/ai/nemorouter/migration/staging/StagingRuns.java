package ai.nemorouter.migration.staging;

import ai.nemorouter.catalog.Catalog;
import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.migration.staging.StagingPlan.Kind;
import ai.nemorouter.migration.staging.StagingPlan.Sample;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.provider.dialect.Operation;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Tries models with a new key before anything is cut over. Each user runs one check at a time; the
/// calls are ordinary calls of that key and count against its limits.
@ApplicationScoped
public class StagingRuns {
  private static final Logger LOG = Logger.getLogger(StagingRuns.class);
  private static final int MODELS_MAX = 5;
  private static final int RUNS_MAX = 500;
  private static final Duration KEPT = Duration.ofHours(1);

  /// More than the samples' texts and tools are in any vocabulary.
  private static final long PROMPT_TOKENS_MAX = 600;

  private final Catalog catalog;
  private final SampleRequests calls;
  private final Set<UUID> busy = ConcurrentHashMap.newKeySet();
  private final Cache<UUID, StagingRun> runs =
      Caffeine.newBuilder().maximumSize(RUNS_MAX).expireAfterWrite(KEPT).build();

  StagingRuns(Catalog catalog, SampleRequests calls) {
    this.catalog = catalog;
    this.calls = calls;
  }

  /// Which calls a check of these models makes, and what they can cost. Where none of the models
  /// makes embeddings, the first that does is tried too.
  public StagingPlan plan(UUID orgId, List<String> models) {
    List<String> names =
        models.stream().map(String::strip).filter(name -> !name.isEmpty()).distinct().toList();
    if (names.isEmpty() || names.size() > MODELS_MAX) {
      throw new InvalidInputException("models", "Name one to five models.");
    }
    List<Sample> samples = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    Money bound = Money.ZERO;
    for (String name : names) {
      List<Offering> offerings = catalog.find(orgId, name);
      if (offerings.isEmpty()) {
        unknown.add(name);
      }
      List<Kind> kinds = kinds(offerings);
      for (Kind kind : kinds) {
        samples.add(new Sample(kind, name));
        bound = bound.plus(worstCase(kind, offerings));
      }
    }
    if (samples.stream().noneMatch(sample -> sample.kind() == Kind.EMBEDDINGS)) {
      List<Offering> embedder = embedder(orgId);
      if (!embedder.isEmpty()) {
        samples.add(new Sample(Kind.EMBEDDINGS, embedder.getFirst().slug()));
        bound = bound.plus(worstCase(Kind.EMBEDDINGS, embedder));
      }
    }
    return new StagingPlan(samples, bound, unknown);
  }

  /// Makes the calls in the background.
  ///
  /// @param owner who may see what becomes of them
  /// @param secret held only until the last call is made
  public StagingRun start(UUID owner, String secret, StagingPlan plan) {
    StagingRun run = begin(owner, plan);
    Thread.ofVirtual().name("staging-" + run.id()).start(() -> run(run, secret));
    return run;
  }

  /// Makes the calls and waits for them.
  public StagingRun await(UUID owner, String secret, StagingPlan plan) {
    StagingRun run = begin(owner, plan);
    run(run, secret);
    return run;
  }

  /// @throws NotFoundException for everyone except the user who started it, and after an hour
  public StagingRun find(UUID owner, UUID runId) {
    StagingRun run = runs.getIfPresent(runId);
    if (run == null || !run.owner().equals(owner)) {
      throw new NotFoundException("staging check");
    }
    return run;
  }

  private StagingRun begin(UUID owner, StagingPlan plan) {
    if (!busy.add(owner)) {
      throw new InvalidInputException(
          "models", "A check of yours is still running. Wait until it has ended.");
    }
    StagingRun run = new StagingRun(Ids.next(), owner, plan);
    runs.put(run.id(), run);
    return run;
  }

  private void run(StagingRun run, String secret) {
    try {
      for (Sample sample : run.plan().samples()) {
        run.add(calls.make(sample, secret));
      }
    } catch (RuntimeException e) {
      LOG.warnf("A staging check broke off run=%s cause=%s", run.id(), e.getClass().getName());
    } finally {
      run.end();
      busy.remove(run.owner());
    }
  }

  /// A model that no provider serves is tried once, so that the report shows how it is refused.
  private static List<Kind> kinds(List<Offering> offerings) {
    if (offerings.isEmpty()) {
      return List.of(Kind.WHOLE);
    }
    List<Kind> kinds = new ArrayList<>();
    if (offerings.stream().anyMatch(offering -> offering.serves(Operation.CHAT))) {
      kinds.addAll(List.of(Kind.WHOLE, Kind.STREAMED, Kind.TOOLS));
    }
    if (offerings.stream().anyMatch(offering -> offering.serves(Operation.EMBEDDINGS))) {
      kinds.add(Kind.EMBEDDINGS);
    }
    return kinds.isEmpty() ? List.of(Kind.WHOLE) : kinds;
  }

  private List<Offering> embedder(UUID orgId) {
    return catalog.models(orgId).stream()
        .filter(offerings -> offerings.getFirst().price() != null)
        .filter(offerings -> offerings.getFirst().serves(Operation.EMBEDDINGS))
        .findFirst()
        .orElse(List.of());
  }

  private static Money worstCase(Kind kind, List<Offering> offerings) {
    long output = kind == Kind.EMBEDDINGS ? 0 : SampleRequests.OUTPUT_TOKENS_MAX;
    Money most = Money.ZERO;
    for (Offering offering : offerings) {
      Price price = offering.price();
      if (price != null) {
        most = most.max(price.worstCase(PROMPT_TOKENS_MAX, output));
      }
    }
    return most;
  }
}
