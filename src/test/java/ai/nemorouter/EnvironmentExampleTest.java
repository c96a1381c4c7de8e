package ai.nemorouter;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `.env.example` tells of every setting, with its default.
class EnvironmentExampleTest {
  @Test
  void everySettingIsListedWithItsDefault() throws IOException {
    List<String> listed = lines().filter(line -> line.startsWith("# NEMOROUTER_")).toList();

    Map<String, String> settings = settings();

    assertThat(settings).hasSizeGreaterThan(20);
    settings.forEach((variable, value) ->
        assertThat(listed)
            .as(".env.example")
            .anyMatch(line -> line.startsWith("# " + variable + "=" + value)));
  }

  @Test
  void everyListedSettingExists() throws IOException {
    List<String> known = List.copyOf(settings().keySet());

    assertThat(lines().filter(line -> line.startsWith("# NEMOROUTER_")))
        .map(line -> line.substring(2, line.indexOf('=')))
        .filteredOn(variable -> !variable.startsWith("NEMOROUTER_PROVIDERS_"))
        .filteredOn(variable -> !variable.equals("NEMOROUTER_DATA_FOLDER"))
        .isSubsetOf(known);
  }

  /// Environment variable → default, from the configuration interfaces.
  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("ai.nemorouter")
            .stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
            .map(JavaClass::reflect)
            .forEach(type -> {
              String prefix = type.getAnnotation(ConfigMapping.class).prefix();
              for (Method setting : type.getMethods()) {
                WithDefault value = setting.getAnnotation(WithDefault.class);
                boolean ofParent = setting.isAnnotationPresent(WithParentName.class);
                settings.put(
                    variable(ofParent ? prefix : prefix + "." + setting.getName()),
                    value == null ? "" : value.value());
              }
            });
    return settings;
  }

  private static String variable(String property) {
    return property
        .replace('.', '_')
        .replace('-', '_')
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toUpperCase(Locale.ROOT);
  }

  private static Stream<String> lines() throws IOException {
    return Files.readAllLines(Path.of(".env.example")).stream();
  }
}
