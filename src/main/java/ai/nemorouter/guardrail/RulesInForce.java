package ai.nemorouter.guardrail;

import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Guard;
import ai.nemorouter.guardrail.rule.RuleCheckJson;
import ai.nemorouter.guardrail.rule.RuleFeed;
import ai.nemorouter.guardrail.rule.RuleFeed.Kept;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.RulesChanged;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.error.FailureText;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Which rules are in force for a request, without asking the database: this node reads all rules
/// when it starts, and what changed every second; what was changed on this node counts at once.
/// While the database is away, what is known stays in force.
@ApplicationScoped
public class RulesInForce {
  private static final Logger LOG = Logger.getLogger(RulesInForce.class);
  private static final int AFTER_MIGRATIONS = 20;
  private static final int GUARDS_MAX = 5_000;
  private static final Duration GUARDS_UNUSED = Duration.ofHours(1);
  private static final String ALGORITHM = "HmacSHA256";

  private final RuleFeed feed;

  /// By the versions of their rules, which never change.
  private final Cache<List<String>, Guard> guards =
      Caffeine.newBuilder().maximumSize(GUARDS_MAX).expireAfterAccess(GUARDS_UNUSED).build();

  private volatile @Nullable Known known;
  private volatile Clock clock = new Clock(Instant.EPOCH, 0);

  RulesInForce(RuleFeed feed) {
    this.feed = feed;
  }

  /// What the database's clock said when this node's timer stood so.
  private record Clock(Instant said, long nanoTime) {
    Instant now() {
      return said.plusNanos(System.nanoTime() - nanoTime);
    }
  }

  /// All rules as of one version.
  ///
  /// @param root null where no secret can be made from it
  /// @param ready of organizations, filled as they are asked for
  private record Known(
      long version,
      Map<UUID, Kept> kept,
      @Nullable SecretKeySpec root,
      Map<UUID, OrganizationGuard> ready) {

    Kept of(UUID orgId) {
      return kept.getOrDefault(orgId, Kept.NOTHING);
    }
  }

  /// @throws RulesUnavailableException if they could never be read, or not all of them can be used
  public InForce of(UUID organizationId, UUID teamId, UUID keyId) {
    Known now = known;
    if (now == null) {
      throw new RulesUnavailableException("The rules could not be read yet");
    }
    if (now.of(RuleScope.INSTALLATION_ID).isNothing() && now.of(organizationId).isNothing()) {
      return InForce.NONE;
    }
    OrganizationGuard ready = now.ready().get(organizationId);
    if (ready == null) {
      ready = prepare(now, organizationId);
      now.ready().put(organizationId, ready);
    }
    return ready.of(teamId, keyId, clock.now());
  }

  /// The secret of an organization, from which placeholders, digests and the secrets of hooks come.
  ///
  /// @throws RulesUnavailableException if it cannot be read
  public byte[] secretOf(UUID organizationId) {
    Known now = known;
    SecretKeySpec root = now == null ? null : now.root();
    if (root == null) {
      throw new RulesUnavailableException("The secret of guardrails cannot be read");
    }
    return secret(root, organizationId);
  }

  /// A rule of the installation, as people of organizations may know it: it applies to them, and a
  /// lower level cannot change it.
  ///
  /// @param detector what kind of check it is, as in JSON
  public record Above(
      String name, String detector, Action action, RuleState state, boolean input, boolean output) {
    static Above of(StoredRule rule) {
      RuleTerms terms = rule.terms();
      return new Above(
          terms.name(),
          RuleCheckJson.type(terms.check()),
          terms.action(),
          terms.state(),
          terms.input(),
          terms.output());
    }
  }

  /// The rules of the installation that are not off.
  public List<Above> ofInstallation() {
    return installation().stream().map(Above::of).toList();
  }

  /// The same with all that they say.
  List<StoredRule> installation() {
    Known now = known;
    return now == null ? List.of() : now.of(RuleScope.INSTALLATION_ID).rules();
  }

  void start(@Observes @Priority(AFTER_MIGRATIONS) StartupEvent event) {
    look();
  }

  void changed(@Observes RulesChanged event) {
    look();
  }

  @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  void look() {
    try {
      follow();
    } catch (RuntimeException e) {
      if (known == null) {
        LOG.warnf("Rules could not be read yet, so no request goes on cause=%s", FailureText.of(e));
      } else {
        LOG.debugf("Rules could not be read cause=%s", FailureText.of(e));
      }
    }
  }

  private synchronized void follow() {
    Known before = known;
    long nanoTime = System.nanoTime();
    RuleFeed.News news = feed.since(before == null ? 0 : before.version());
    clock = new Clock(news.now(), nanoTime);
    if (before == null) {
      known = new Known(news.version(), news.changed(), root(), new ConcurrentHashMap<>());
    } else if (news.version() != before.version()) {
      known = renewed(before, news);
    }
  }

  private Known renewed(Known before, RuleFeed.News news) {
    Map<UUID, Kept> kept = new HashMap<>(before.kept());
    kept.putAll(news.changed());
    SecretKeySpec root = before.root() == null ? root() : before.root();
    Known next = new Known(news.version(), Map.copyOf(kept), root, new ConcurrentHashMap<>());
    boolean everywhere = news.changed().containsKey(RuleScope.INSTALLATION_ID);
    before
        .ready()
        .forEach((orgId, ready) -> {
          if (everywhere || news.changed().containsKey(orgId)) {
            warm(next, orgId, ready);
          } else {
            next.ready().put(orgId, ready);
          }
        });
    return next;
  }

  private void warm(Known next, UUID orgId, OrganizationGuard before) {
    try {
      OrganizationGuard ready = prepare(next, orgId);
      ready.prepareLike(before, clock.now());
      next.ready().put(orgId, ready);
    } catch (RulesUnavailableException e) {
      LOG.errorf(e, "Rules cannot be used organization=%s", orgId);
    }
  }

  private @Nullable SecretKeySpec root() {
    byte[] root = feed.root();
    return root == null ? null : new SecretKeySpec(root, ALGORITHM);
  }

  private OrganizationGuard prepare(Known from, UUID orgId) {
    Kept installation = from.of(RuleScope.INSTALLATION_ID);
    Kept own = from.of(orgId);
    if (!installation.readable() || !own.readable()) {
      throw new RulesUnavailableException("A stored rule cannot be read");
    }
    SecretKeySpec root = from.root();
    if (root == null) {
      throw new RulesUnavailableException("The secret of guardrails cannot be read");
    }
    return new OrganizationGuard(orgId, installation, own, secret(root, orgId), this::guard);
  }

  private Guard guard(List<StoredRule> rules) {
    List<String> versions = rules.stream().map(rule -> rule.id() + " " + rule.version()).toList();
    try {
      return guards.get(
          versions,
          _ -> Guard.of(rules.stream().map(rule -> rule.terms().rule(rule.id())).toList()));
    } catch (IllegalArgumentException e) {
      throw new RulesUnavailableException("A rule cannot be used: " + e.getMessage(), e);
    }
  }

  private static byte[] secret(SecretKeySpec root, UUID orgId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(root);
      return mac.doFinal(("guardrails " + orgId).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
    }
  }
}
