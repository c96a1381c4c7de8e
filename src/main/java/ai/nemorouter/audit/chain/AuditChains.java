package ai.nemorouter.audit.chain;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditEntry;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.AuditQueries;
import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Seals what was written down into blocks, and shows and checks them.
@ApplicationScoped
public class AuditChains {
  private static final Logger LOG = Logger.getLogger(AuditChains.class);

  private final Database database;
  private final Session session;
  private final AuditQueries queries;
  private final AuditChain chain;
  private final SigningKeys keys;

  AuditChains(
      Database database,
      Session session,
      AuditQueries queries,
      AuditChain chain,
      SigningKeys keys) {
    this.database = database;
    this.session = session;
    this.queries = queries;
    this.chain = chain;
    this.keys = keys;
  }

  /// A check, and what became of the head that was compared.
  public record Verified(ChainCheck chain, ChainCheck.@Nullable Anchor anchor) {}

  /// A block with what is in it.
  ///
  /// @param entries none once it has expired
  public record Content(AuditBlock block, List<AuditEntry> entries, AuditHead head) {
    /// The bytes that it is hashed over.
    public byte[] file() {
      return AuditBlock.file(
          block.orgId(),
          block.number(),
          block.previous(),
          block.sealedAt(),
          entries.stream().map(AuditBlock::line).toList());
    }
  }

  /// Any node seals; the database keeps two from sealing for the same organization at once.
  @Scheduled(
      every = "${nemorouter.audit.seal-every:1m}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void sealAll() {
    database.inInstallation(queries::unsealedLogs).forEach(this::seal);
  }

  public void seal(UUID orgId) {
    try {
      int sealed;
      do {
        sealed = database.inInstallation(() -> chain.seal(orgId, keys.signer()));
      } while (sealed == AuditChain.BLOCK_ENTRIES_MAX);
    } catch (RuntimeException e) {
      LOG.errorf(e, "The audit log is not sealed organization=%s", orgId);
    }
  }

  /// The chain of an organization's log.
  public AuditReader of(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    return new AuditReader(actor.orgId(), database, session, publicKeys());
  }

  /// That of what operators did outside organizations.
  public AuditReader of(Operator operator) {
    return new AuditReader(AuditLog.INSTALLATION, database, session, publicKeys());
  }

  public Optional<Content> content(UUID orgId, long number) {
    return new AuditReader(orgId, database, session, publicKeys()).content(number);
  }

  /// The keys belong to the installation, whose tables an organization's connection cannot read.
  private Map<String, String> publicKeys() {
    return database.inInstallation(() -> session.doReturningWork(ChainRows::publicKeys));
  }
}
