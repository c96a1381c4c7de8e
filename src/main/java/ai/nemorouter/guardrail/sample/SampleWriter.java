package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// Stores samples of requests, encrypted, in one transaction for each organization.
@ApplicationScoped
class SampleWriter {
  private final SampleRows rows;
  private final SamplingRows sampling;
  private final Secrets secrets;
  private final Database database;

  SampleWriter(SampleRows rows, SamplingRows sampling, Secrets secrets, Database database) {
    this.rows = rows;
    this.sampling = sampling;
    this.secrets = secrets;
    this.database = database;
  }

  /// Stores none where the organization has stopped meanwhile, or is about to be deleted, and no
  /// answers where it has stopped keeping those.
  ///
  /// @param requests of that organization, the oldest first
  void write(UUID orgId, List<SampledRequest> requests) {
    if (!secrets.areAvailable()) {
      return;
    }
    database.inInstallation(() -> {
      SamplingRows.Bounds bounds = sampling.lockForRequests(orgId).orElse(null);
      if (bounds == null) {
        return false;
      }
      for (SampledRequest request : requests) {
        if (request.output() && !bounds.answers()) {
          continue;
        }
        UUID id = Ids.next();
        String sealed = secrets.seal(request.parts().write(), place(orgId, id));
        rows.persist(new SampleEntity(request, id, sealed, database.now(), bounds.days()));
      }
      rows.trim(orgId, bounds.maximum());
      return true;
    });
  }

  /// Names the row and column of a sealed text.
  static String place(UUID orgId, UUID sampleId) {
    return "guardrail_samples/" + orgId + "/" + sampleId + "/texts";
  }
}
