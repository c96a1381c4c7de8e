package ai.nemorouter;

import ai.nemorouter.books.VerifyCommand;
import ai.nemorouter.bootstrap.Running;
import ai.nemorouter.platform.database.EmbeddedDatabase;
import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.platform.http.ManagementPort;
import ai.nemorouter.platform.process.StopBound;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/// Starts the application, and before it the embedded database where no server is configured.
@QuarkusMain
public class NemoRouter {
  NemoRouter() {}

  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (!words.isEmpty() && words.getFirst().equals(VerifyCommand.NAME)) {
      VerifyCommand command = new VerifyCommand(System.out, System.err);
      System.exit(command.run(words.subList(1, words.size())));
    }
    StopBound.set();
    ManagementPort.followUnlessConfigured();
    try {
      EmbeddedDatabase.startUnlessConfigured();
    } catch (InvalidSettingException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    Quarkus.run(Running.class, arguments);
  }
}
