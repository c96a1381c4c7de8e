package ai.nemorouter.audit;

import ai.nemorouter.audit.AuditChains.Content;
import ai.nemorouter.audit.AuditChains.Verified;
import ai.nemorouter.platform.Database.View;
import ai.nemorouter.platform.NotFoundException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The chain of one log, for whoever may read it.
public final class AuditReader {
  private final UUID log;
  private final View rows;
  private final Map<String, String> publicKeys;

  AuditReader(UUID log, View rows, Map<String, String> publicKeys) {
    this.log = log;
    this.rows = rows;
    this.publicKeys = publicKeys;
  }

  /// The newest block; empty before the first.
  Optional<AuditBlock> newest() {
    return rows.read(handle -> AuditChain.newest(handle, log));
  }

  /// @throws NotFoundException before the first block
  AuditHead head() {
    return head(newest().orElseThrow(() -> new NotFoundException("head")));
  }

  /// @throws NotFoundException if there is none with that number
  Content block(long number) {
    return content(number).orElseThrow(() -> new NotFoundException("block"));
  }

  Optional<Content> content(long number) {
    return rows.read(handle ->
        AuditChain.find(handle, log, number)
            .map(
                block -> new Content(block, AuditChain.entries(handle, log, number), head(block))));
  }

  /// Recomputes the whole chain.
  ///
  /// @param anchor a head that was saved before; empty to compare none
  /// @throws ai.nemorouter.platform.InvalidInputException if it is none
  Verified verify(String anchor) {
    AuditHead saved = anchor.isBlank() ? null : AuditHead.parse(anchor);
    return rows.read(handle ->
        new Verified(
            ChainCheck.of(handle, log, publicKeys),
            saved == null ? null : ChainCheck.anchor(handle, log, saved, publicKeys)));
  }

  private AuditHead head(AuditBlock block) {
    return new AuditHead(
        block.statement(),
        block.signature(),
        block.signingKey() == null ? null : publicKeys.get(block.signingKey()));
  }
}
