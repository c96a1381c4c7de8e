package ai.nemorouter.audit.chain;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.OpenTo;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/// Whether the log of what operators did outside organizations is what was written.
@OpenTo(OpenTo.Audience.OPERATORS)
@Path("/operator/audit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class OperatorAuditIntegrityPages extends IntegrityPages {
  private final AuditChains chains;
  private final CurrentActor current;

  OperatorAuditIntegrityPages(AuditChains chains, CurrentActor current) {
    this.chains = chains;
    this.current = current;
  }

  @Override
  AuditReader reader() {
    return chains.of(current.operatorOrThrow());
  }

  @Override
  String base() {
    return "/operator/audit";
  }
}
