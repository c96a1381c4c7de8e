package ai.nemorouter.account.throttle;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// How often something was tried, which is known here by its hash.
@Entity
@Table(name = "throttled")
class ThrottledEntity {
  @Id byte[] what;
  int tries;

  /// When the first of these tries was made.
  Instant since;
}
