package ai.nemorouter.demo;

import ai.nemorouter.demo.model.DemoModel;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.PrintStream;
import org.eclipse.microprofile.config.Config;

/// Says on the terminal, when everything has started in development, how to begin. After a live
/// reload it is silent, and the key that it printed stays valid.
@ApplicationScoped
public class Greeting {
  private static final String GREETED = "ai.nemorouter.greeted";

  private final DemoConfig demoConfig;
  private final Config config;
  private final Demo demo;

  Greeting(DemoConfig demoConfig, Config config, Demo demo) {
    this.demoConfig = demoConfig;
    this.config = config;
    this.demo = demo;
  }

  public void print(PrintStream terminal) {
    if (!demoConfig.enabled()
        || LaunchMode.current() != LaunchMode.DEVELOPMENT
        || System.getProperty(GREETED) != null) {
      return;
    }
    System.setProperty(GREETED, "true");
    int port = config.getValue("quarkus.http.port", Integer.class);
    terminal.print(text("http://localhost:" + port, demo.mintKey().secret().reveal()));
    terminal.flush();
  }

  static String text(String address, String key) {
    return """

    ────────────────────────────────────────────────────────────────────────────────────────
      NemoRouter is running with a demo organization and a demo provider that works offline.

      Console   %s
      Sign in   %s   password %s
                (or as administrator@, billing@, auditor@, lead@, developer@, member@)
      Key       %s
                (ends at the next start; mint your own in the console)

      Make a call:

    curl %s/v1/chat/completions -H "Authorization: Bearer %s" -H "Content-Type: application/json" -d '{"model": "%s", "messages": [{"role": "user", "content": "What can a robot learn from a toddler?"}]}'

      To stream it, put "stream": true into the body, and -N behind curl to see it as it comes.
      Real providers: put OPENAI_API_KEY or OPENROUTER_API_KEY into .env; see .env.example.
    ────────────────────────────────────────────────────────────────────────────────────────
    """
        .formatted(
            address,
            DemoAccount.EMAIL,
            DemoAccount.PASSWORD,
            key,
            address,
            key,
            DemoModel.HAIKU_SMALL.slug());
  }
}
