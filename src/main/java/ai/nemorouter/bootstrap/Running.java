package ai.nemorouter.bootstrap;

import ai.nemorouter.demo.Greeting;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/// The application once everything has started: greets, and runs until it is told to stop.
public class Running implements QuarkusApplication {
  private final Greeting greeting;

  Running(Greeting greeting) {
    this.greeting = greeting;
  }

  @Override
  public int run(String... arguments) {
    greeting.print(System.out);
    Quarkus.waitForExit();
    return 0;
  }
}
