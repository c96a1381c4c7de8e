package ai.nemorouter.access;

import ai.nemorouter.platform.database.Database;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens or joins the transaction of a use case. Methods without an actor are parts of one.
@ForActor
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE)
class ForActorInterceptor {
  private final Database database;

  ForActorInterceptor(Database database) {
    this.database = database;
  }

  @AroundInvoke
  @Nullable Object inTransaction(InvocationContext call) throws Exception {
    Optional<Actor> actor =
        Arrays.stream(call.getParameters())
            .filter(Actor.class::isInstance)
            .map(Actor.class::cast)
            .findFirst();
    return actor.isEmpty()
        ? call.proceed()
        : database.joining(actor.get().orgId(), () -> proceed(call));
  }

  private static @Nullable Object proceed(InvocationContext call) {
    try {
      return call.proceed();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A use case threw a checked exception", e);
    }
  }
}
