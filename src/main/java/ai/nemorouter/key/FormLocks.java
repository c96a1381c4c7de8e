package ai.nemorouter.key;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.hibernate.Session;

/// Keeps a form that is sent twice at once from making two keys.
@ApplicationScoped
class FormLocks {
  private final Session session;

  FormLocks(Session session) {
    this.session = session;
  }

  /// Waits for the transaction that handles the same form, and makes others wait until this one
  /// ends.
  void lock(UUID form) {
    session
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtextextended(:form, 0))", Integer.class)
        .setParameter("form", form.toString())
        .getSingleResult();
  }
}
