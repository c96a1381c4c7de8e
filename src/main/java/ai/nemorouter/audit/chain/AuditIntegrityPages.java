package ai.nemorouter.audit.chain;

import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.access.Needs;
import ai.nemorouter.access.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

/// Whether an organization's audit log is what was written.
@Needs(Permission.VIEW_AUDIT_LOG)
@Path("/o/{slug}/audit")
@Produces(MediaType.TEXT_HTML)
@RunOnVirtualThread
public class AuditIntegrityPages extends IntegrityPages {
  private final AuditChains chains;
  private final CurrentActor current;
  private final UriInfo uri;

  AuditIntegrityPages(AuditChains chains, CurrentActor current, UriInfo uri) {
    this.chains = chains;
    this.current = current;
    this.uri = uri;
  }

  @Override
  AuditReader reader() {
    return chains.of(current.personOrThrow());
  }

  @Override
  String base() {
    return "/o/" + uri.getPathParameters().getFirst("slug") + "/audit";
  }
}
