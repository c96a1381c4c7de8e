package ai.nemorouter;

import ai.nemorouter.bootstrap.Running;
import ai.nemorouter.platform.EmbeddedDatabase;
import ai.nemorouter.platform.InvalidSettingException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// Starts the application, and before it the embedded database where no server is configured.
@QuarkusMain
public class NemoRouter {
  NemoRouter() {}

  public static void main(String[] arguments) {
    try {
      EmbeddedDatabase.startUnlessConfigured();
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Quarkus.run(Running.class, arguments);
  }
}
