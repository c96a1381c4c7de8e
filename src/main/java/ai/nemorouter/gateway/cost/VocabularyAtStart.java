package ai.nemorouter.gateway.cost;

import ai.nemorouter.gateway.tokens.Vocabulary;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Reads the vocabulary that nearly every estimate needs while the application starts, so that the
/// first caller does not wait half a second for it.
@ApplicationScoped
class VocabularyAtStart {
  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("vocabulary").start(Vocabulary.O200K::load);
  }
}
