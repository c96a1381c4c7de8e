package ai.nemorouter.platform.http;

import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.ConfigValue;

/// Where metrics and health are answered: a port of their own, so that it can be kept from the
/// world.
public final class ManagementPort {
  private static final String OWN = "quarkus.management.port";
  private static final String MAIN = "quarkus.http.port";
  private static final int DEFAULTS = Integer.MIN_VALUE;
  private static final int DISTANCE = 1_000;
  private static final int HIGHEST = 65_535;

  private ManagementPort() {}

  /// Follows the port of the console and the API unless it is set, so that several nodes on one
  /// machine need only that one to differ.
  public static void followUnlessConfigured() {
    Config config = ConfigProvider.getConfig();
    Optional<Integer> main = config.getOptionalValue(MAIN, Integer.class);
    if (main.isPresent() && !isSet(config.getConfigValue(OWN))) {
      System.setProperty(OWN, Integer.toString(withField(main.get())));
    }
  }

  /// By more than the framework's default.
  private static boolean isSet(ConfigValue value) {
    return value.getValue() != null && value.getSourceOrdinal() > DEFAULTS;
  }

  /// @param main 0 for any free port
  static int withField(int main) {
    if (main == 0) {
      return 0;
    }
    return main + DISTANCE <= HIGHEST ? main + DISTANCE : main - DISTANCE;
  }
}
