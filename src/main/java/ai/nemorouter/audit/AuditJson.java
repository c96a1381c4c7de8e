package ai.nemorouter.audit;

import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.audit.chain.AuditEntryJson;
import ai.nemorouter.audit.chain.ChainCheck;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The check of the whole audit log as programs read it.
@Schema(name = "AuditVerification")
record AuditJson(
    boolean intact,
    long blocks,
    long entries,
    @Schema(description = "Blocks whose entries are past their retention.") long expiredBlocks,
    @Schema(description = "Entries that are not sealed yet.") long waiting,
    @Schema(
            description =
                "The block from which on blocks are unsigned; null if the newest is signed.")
        @Nullable Long unsignedFrom,
    @Nullable Problem problem,
    @Schema(
            description =
                "Whether the log contains the head that was sent: `contained` where it does; null where none was sent.")
        @Nullable String anchor) {

  static AuditJson of(AuditChains.Verified verified) {
    ChainCheck chain = verified.chain();
    ChainCheck.Anchor anchor = verified.anchor();
    return new AuditJson(
        chain.isIntact(),
        chain.blocks(),
        chain.entries(),
        chain.expired(),
        chain.waiting(),
        chain.unsignedFrom(),
        Problem.of(chain.problem()),
        anchor == null ? null : anchor.name().toLowerCase(Locale.ROOT));
  }

  /// An entry in a list.
  @Schema(name = "ListedAuditEntry")
  record Listed(
      @JsonUnwrapped AuditEntryJson entry,
      @Schema(description = "The block that it is in; null until it is sealed.")
          @Nullable Long block) {
    static Listed of(AuditEntry entry) {
      return new Listed(AuditEntryJson.of(entry), entry.block());
    }
  }

  /// What does not fit.
  @Schema(name = "AuditProblem")
  record Problem(long block, @Nullable UUID entry, String reason) {
    static @Nullable Problem of(ChainCheck.@Nullable Problem problem) {
      return problem == null
          ? null
          : new Problem(problem.block(), problem.entryId(), problem.reason());
    }
  }
}
