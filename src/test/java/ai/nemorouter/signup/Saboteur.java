package ai.nemorouter.signup;

import ai.nemorouter.organization.member.Members;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets the next transaction fail in which a person becomes a member, if it is told to.
@ApplicationScoped
public class Saboteur {
  private final AtomicBoolean armed = new AtomicBoolean();

  void arm() {
    armed.set(true);
  }

  void onJoined(@Observes Members.Joined event) {
    if (armed.getAndSet(false)) {
      throw new IllegalStateException("sabotage");
    }
  }
}
