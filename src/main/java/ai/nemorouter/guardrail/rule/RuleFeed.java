package ai.nemorouter.guardrail.rule;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What every node has to know of rules: it asks for what changed since it asked last.
@ApplicationScoped
public class RuleFeed {
  private static final Logger LOG = Logger.getLogger(RuleFeed.class);

  /// How many organizations one statement is about.
  private static final int AT_ONCE = 1_000;

  private final Database database;
  private final Session session;
  private final RuleQueries queries;
  private final RootSecret rootSecret;

  RuleFeed(Database database, Session session, RuleQueries queries, RootSecret rootSecret) {
    this.database = database;
    this.session = session;
    this.queries = queries;
    this.rootSecret = rootSecret;
  }

  /// A rule that does not apply to something for a time.
  public record Exempt(UUID ruleId, UUID scopeId, Instant endsAt) {}

  /// The rules of one organization, or of the installation, that are not off.
  ///
  /// @param readable false where a stored rule cannot be read, so that nothing may go on without it
  public record Kept(List<StoredRule> rules, List<Exempt> exceptions, boolean readable) {
    public static final Kept NOTHING = new Kept(List.of(), List.of(), true);

    public Kept {
      rules = List.copyOf(rules);
      exceptions = List.copyOf(exceptions);
    }

    public boolean isNothing() {
      return rules.isEmpty() && readable;
    }
  }

  /// What is new.
  ///
  /// @param version to ask with the next time
  /// @param now the database's clock
  /// @param changed all rules of those of whose rules one changed
  public record News(long version, Instant now, Map<UUID, Kept> changed) {}

  /// @param seen 0 for everything
  public News since(long seen) {
    return database.inInstallation(() -> {
      long version =
          session
              .createNativeQuery("select version from guardrail_changes", Long.class)
              .getSingleResult();
      Instant now = database.now();
      return new News(version, now, version == seen ? Map.of() : read(seen, now));
    });
  }

  /// What the secrets of organizations come from; null where there is none that can be read.
  public byte @Nullable [] root() {
    return rootSecret.read();
  }

  private Map<UUID, Kept> read(long seen, Instant now) {
    List<UUID> orgIds = queries.changedSince(seen);
    Map<UUID, Kept> kept = new HashMap<>();
    for (int from = 0; from < orgIds.size(); from += AT_ONCE) {
      List<UUID> some = orgIds.subList(from, Math.min(from + AT_ONCE, orgIds.size()));
      Map<UUID, List<RuleRow>> rows =
          queries.current(some).stream().collect(Collectors.groupingBy(RuleRow::orgId));
      Map<UUID, List<RuleQueries.Exempt>> exceptions =
          queries.exempt(some, now).stream()
              .collect(Collectors.groupingBy(RuleQueries.Exempt::orgId));
      for (UUID orgId : some) {
        kept.put(
            orgId,
            kept(rows.getOrDefault(orgId, List.of()), exceptions.getOrDefault(orgId, List.of())));
      }
    }
    return kept;
  }

  private static Kept kept(List<RuleRow> rows, List<RuleQueries.Exempt> found) {
    List<StoredRule> rules = new ArrayList<>();
    boolean readable = true;
    for (RuleRow row : rows) {
      if (row.state() == RuleState.OFF) {
        continue;
      }
      try {
        rules.add(row.rule());
      } catch (RuntimeException e) {
        LOG.errorf(
            "A stored rule cannot be read rule=%s version=%d cause=%s",
            row.id(), row.version(), FailureText.of(e));
        readable &= row.state() == RuleState.SHADOW;
      }
    }
    List<Exempt> exceptions =
        found.stream()
            .map(exempt -> new Exempt(exempt.ruleId(), exempt.scopeId(), exempt.endsAt()))
            .toList();
    return new Kept(rules, exceptions, readable);
  }
}
