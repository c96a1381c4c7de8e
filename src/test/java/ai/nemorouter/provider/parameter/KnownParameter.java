package ai.nemorouter.provider.parameter;

import ai.nemorouter.provider.dialect.Spoken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A parameter that some server of OpenAI's protocol knows, as `parameters/chat.txt` lists them.
///
/// @param getters the kinds of providers that get it; none for a parameter that no provider gets
public record KnownParameter(String name, JsonNode value, Set<String> getters) {
  private static final Path LIST = Path.of("src/test/resources/parameters/chat.txt");
  private static final Set<String> EVERYBODY = Set.of("openai", "openrouter", "compatible");

  /// Stands in the place of values that must reach no provider.
  public static final String MARK = "987654";

  public boolean isGood() {
    return !getters.isEmpty();
  }

  public static List<KnownParameter> all() {
    List<KnownParameter> all = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(LIST)) {
        if (line.startsWith("good ")) {
          String[] words = line.split(" ", 4);
          all.add(
              new KnownParameter(
                  words[2],
                  json(words[3]),
                  words[1].equals("all") ? EVERYBODY : Set.of(words[1].split(",", -1))));
        } else if (line.startsWith("bad ")) {
          all.add(new KnownParameter(line.substring(4), json(MARK), Set.of()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  public static List<KnownParameter> bad() {
    return all().stream().filter(parameter -> !parameter.isGood()).toList();
  }

  /// The same name in other spellings that lenient servers take for it.
  public static List<String> spellings(String name) {
    List<String> spellings = new ArrayList<>();
    spellings.add(name.toUpperCase(Locale.ROOT));
    spellings.add(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
    spellings.add(camelCase(name));
    spellings.add(name.replace('_', '-'));
    spellings.add(" " + name);
    spellings.removeIf(name::equals);
    return spellings.stream().distinct().toList();
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    boolean up = false;
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter == '_') {
        up = true;
      } else {
        camel.append(up ? Character.toUpperCase(letter) : letter);
        up = false;
      }
    }
    return camel.toString();
  }

  private static JsonNode json(String text) {
    return Spoken.json("{\"value\":" + text + "}").path("value");
  }
}
