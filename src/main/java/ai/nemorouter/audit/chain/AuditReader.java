package ai.nemorouter.audit.chain;

import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.chain.AuditChains.Content;
import ai.nemorouter.audit.chain.AuditChains.Verified;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;

/// The chain of one log, for those who may read it.
public final class AuditReader {
  private final UUID log;
  private final Database database;
  private final Session session;
  private final Map<String, String> publicKeys;

  /// @param log an organization, or `AuditLog.INSTALLATION`
  AuditReader(UUID log, Database database, Session session, Map<String, String> publicKeys) {
    this.log = log;
    this.database = database;
    this.session = session;
    this.publicKeys = publicKeys;
  }

  /// Something that is read from the rows.
  private interface Reading<T> {
    T of(ChainRows rows) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    Supplier<T> work = () -> session.doReturningWork(it -> reading.of(new ChainRows(it, log)));
    return log.equals(AuditLog.INSTALLATION)
        ? database.inInstallation(work)
        : database.inOrganization(log, work);
  }

  /// The newest block; empty before the first.
  Optional<AuditBlock> newest() {
    return read(ChainRows::newest);
  }

  /// @throws NotFoundException before the first block
  public AuditHead head() {
    return head(newest().orElseThrow(() -> new NotFoundException("head")));
  }

  /// @throws NotFoundException if there is none with that number
  public Content block(long number) {
    return content(number).orElseThrow(() -> new NotFoundException("block"));
  }

  Optional<Content> content(long number) {
    return read(rows -> {
      Optional<AuditBlock> block = rows.find(number);
      return block.isEmpty()
          ? Optional.empty()
          : Optional.of(new Content(block.get(), rows.entries(number), head(block.get())));
    });
  }

  /// Recomputes the whole chain.
  ///
  /// @param anchor a head that was saved before; empty to compare none
  /// @throws ai.nemorouter.platform.error.InvalidInputException if it is none
  public Verified verify(String anchor) {
    AuditHead saved = anchor.isBlank() ? null : AuditHead.parse(anchor);
    return read(rows ->
        new Verified(
            ChainCheck.of(rows, publicKeys),
            saved == null ? null : ChainCheck.anchor(rows, saved, publicKeys)));
  }

  private AuditHead head(AuditBlock block) {
    return new AuditHead(
        block.statement(),
        block.signature(),
        block.signingKey() == null ? null : publicKeys.get(block.signingKey()));
  }
}
