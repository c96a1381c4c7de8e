package ai.nemorouter.migration.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the names of models in code, settings, logs and lists. A word counts as one if it has the
/// form of a well-known family, if it is `author/name` of a known author, or if it stands where a
/// model is named (`model="…"`, `OPENAI_MODEL=…`, `"models": […]`). Every repetition in the
/// patterns is bounded, so that no text takes long.
final class ModelNames {
  static final int NAMES_MAX = 200;

  /// With repetitions: whatever comes after so many is not looked at.
  private static final int FOUND_MAX = 2_000;

  private static final int CONTEXT = 200;
  private static final String OPENROUTER = "openrouter/";
  private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}";
  private static final String SUFFIXES = "(?::[a-z][a-z0-9-]{0,20}){0,3}";
  private static final String REST = "[\\w.-]{0,80}";

  /// `author/name`, `~author/name-latest`, `openrouter/author/name`, each with suffixes.
  private static final Pattern SLUG =
      Pattern.compile(
          "(?<![\\w./@~:+#-])~?(?:openrouter/)?"
              + (WORD + "/" + WORD)
              + (SUFFIXES + "(?:@preset/" + WORD + ")?(?![\\w/(@])"));

  private static final Pattern PRESET = Pattern.compile("(?<![\\w./@-])@preset/" + WORD);

  /// Families whose names mean a model wherever they stand.
  private static final Pattern BARE =
      Pattern.compile(
          "(?i)(?:(?<![\\w./@~-])|(?<=[\"'`]models/))(?:"
              + String.join(
                  "|",
                  "gpt-(?:\\d|oss|image|audio|realtime)" + REST,
                  "chatgpt-\\d" + REST,
                  "claude-[\\w.-]{0,40}\\d" + REST,
                  "(?:gemini|gemma|grok|glm)-\\d" + REST,
                  "text-embedding-" + REST,
                  "(?:omni|text)-moderation" + REST,
                  "dall-e-\\d|whisper-1|tts-1(?:-hd)?",
                  "deepseek-(?:chat|reasoner|[vr]\\d)" + REST,
                  "mi[sx]tral-(?:large|medium|small|tiny|nemo|\\d)" + REST,
                  "codestral-\\w" + REST,
                  "(?:llama|qwen)-?\\d" + REST,
                  "command-[ra](?:\\d" + REST + ")?(?:-plus" + REST + "|-\\d" + REST + ")?(?!-)",
                  "kimi-k\\d" + REST,
                  "sonar-(?:pro|reasoning|deep)" + REST)
              + ")"
              + SUFFIXES
              + "(?![\\w/@(])");

  /// Too short to mean a model unless in quotes.
  private static final Pattern QUOTED_BARE =
      Pattern.compile(
          "[\"'`](o[134](?:-(?:mini|pro|preview)[\\w.-]{0,20})?|sonar|rerank-v[\\d.]{1,5})[\"'`]");

  /// `model = "…"`, `"model": "…"`, `model_name='…'`, `.model("…")`, `OPENROUTER_MODEL=…`.
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)models?(?:[_-]?(?:names?|ids?|slugs?|default|fallbacks?|\\d))?[\"'`]?\\s{0,4}(?:=>|:=|=|:|\\()\\s{0,4}"
              + "(?:[\"'`]([^\"'`\\s]{2,120})[\"'`]|([~@\\w][\\w./:@~-]{1,119})(?=\\s|$))");

  /// `"models": ["a", "b"]`.
  private static final Pattern LISTED =
      Pattern.compile(
          "(?i)models?[\"'`]?\\s{0,4}(?:=>|:=|=|:)\\s{0,4}[\\[(]([^\\])]{0,2000})[\\])]");

  private static final Pattern QUOTED = Pattern.compile("[\"'`]([^\"'`\\s]{2,120})[\"'`]");

  /// `ChatModel.GPT_4O_MINI` of OpenAI's Java library.
  private static final Pattern CONSTANT =
      Pattern.compile("Model\\.([A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,12}){1,8})\\b");

  /// A line that holds one name and nothing else, as of a list.
  private static final Pattern SOLE =
      Pattern.compile(
          "(?m)^[ \\t]{0,8}(?:[-*][ \\t])?[\"'`]?(~?"
              + WORD
              + "/"
              + WORD
              + SUFFIXES
              + ")[\"'`]?,?[ \\t\\r]{0,8}$");

  private static final Pattern NAME = Pattern.compile("[~@]?[A-Za-z0-9][\\w./:@~-]*[\\w-]");
  private static final Pattern TELLING = Pattern.compile("[^/]*[\\d/-].*");
  private static final Pattern WORDS = Pattern.compile("[a-z][a-z_]+");
  private static final Set<String> NO_NAMES =
      Set.of(
          "string",
          "object",
          "text",
          "none",
          "null",
          "true",
          "false",
          "user",
          "model",
          "models",
          "chat",
          "test",
          "name",
          "list",
          "any",
          "str",
          "undefined",
          "unknown",
          "array");
  private static final Pattern FILE =
      Pattern.compile(
          "(?i).*\\.(?:py|m?js|cjs|jsx|tsx?|java|kt|go|rs|rb|php|cs|json|ya?ml|toml|md|txt|env|html?|css|sql|sh|onnx|gguf|bin|pt|safetensors)");
  private static final Pattern IMPORT =
      Pattern.compile(
          "\\s*(?:import\\b|from\\s+\\S+\\s+import\\b|export\\b.*\\bfrom\\b|.*\\brequire\\(|using\\s|#include).*");
  private static final Pattern SINGLE_DIGITS = Pattern.compile("(?<=-\\d)-(?=\\d(?:-|$))");

  private final Set<String> authors;
  private final Predicate<String> known;

  /// @param authors what stands before the slash of slugs, in small letters
  /// @param known whether a name is one of a model
  ModelNames(Set<String> authors, Predicate<String> known) {
    this.authors = authors;
    this.known = known;
  }

  /// In the order of their first appearance, the most `NAMES_MAX` of them.
  List<Mention> in(String text) {
    Map<Integer, String> found = new TreeMap<>();
    collect(SLUG, text, 0, found, name -> isSlug(name));
    found.keySet().removeIf(offset -> isImported(text, offset));
    collect(PRESET, text, 0, found, _ -> true);
    collect(BARE, text, 0, found, name -> !FILE.matcher(name).matches());
    collect(QUOTED_BARE, text, 0, found, _ -> true);
    collect(NAMED, text, 0, found, this::isName);
    Matcher list = LISTED.matcher(text);
    while (list.find()) {
      collect(QUOTED, list.group(1), list.start(1), found, this::isName);
    }
    Matcher constant = CONSTANT.matcher(text);
    while (constant.find()) {
      found.putIfAbsent(constant.start(1), ofConstant(constant.group(1)));
    }
    collect(SOLE, text, 0, found, name -> name.matches(".*\\d.*") && isName(name));
    return mentions(found, LineNumbers.of(text));
  }

  private static List<Mention> mentions(Map<Integer, String> found, LineNumbers lines) {
    Map<String, Mention> mentions = new LinkedHashMap<>();
    found.forEach((offset, name) -> {
      String key = name.toLowerCase(Locale.ROOT);
      Mention before = mentions.get(key);
      if (before != null) {
        mentions.put(key, before.again());
      } else if (mentions.size() < NAMES_MAX) {
        mentions.put(key, new Mention(name, lines.at(offset), 1));
      }
    });
    return List.copyOf(mentions.values());
  }

  /// What the pattern's first group that took part says, or all of it where it has none.
  private static void collect(
      Pattern pattern,
      String text,
      int base,
      Map<Integer, String> found,
      Predicate<String> accepts) {
    Matcher matcher = pattern.matcher(text);
    while (found.size() < FOUND_MAX && matcher.find()) {
      int group = 0;
      for (int i = matcher.groupCount(); i > 0; i--) {
        group = matcher.start(i) >= 0 ? i : group;
      }
      String name = matcher.group(group).replaceFirst("[._:-]+$", "");
      if (accepts.test(name)) {
        found.putIfAbsent(base + matcher.start(group), name);
      }
    }
  }

  private boolean isSlug(String slug) {
    String name = slug.toLowerCase(Locale.ROOT);
    if (known.test(name) || name.startsWith("~") || name.contains("@preset/")) {
      return true;
    }
    String bare = name.startsWith(OPENROUTER) ? name.substring(OPENROUTER.length()) : name;
    if (!bare.equals(name)) {
      return !FILE.matcher(name).matches();
    }
    String author = name.substring(0, name.indexOf('/'));
    boolean telling = name.substring(author.length()).matches(".*\\d.*|.*:[a-z-]+");
    return authors.contains(author) && telling && !FILE.matcher(name).matches();
  }

  /// What stands where a model is named.
  private boolean isName(String value) {
    if (known.test(value)) {
      return true;
    }
    boolean plausible =
        TELLING.matcher(value).matches()
            || (WORDS.matcher(value).matches() && !NO_NAMES.contains(value));
    return plausible
        && NAME.matcher(value).matches()
        && !value.contains("//")
        && !value.matches("[\\d./:-]+")
        && !FILE.matcher(value).matches();
  }

  private static boolean isImported(String text, int offset) {
    int from = Math.max(text.lastIndexOf('\n', offset) + 1, offset - CONTEXT);
    int end = text.indexOf('\n', offset);
    int to = Math.min(end < 0 ? text.length() : end, offset + CONTEXT);
    return IMPORT.matcher(text.substring(from, Math.max(from, to))).matches();
  }

  private static String ofConstant(String constant) {
    String name = constant.toLowerCase(Locale.ROOT).replace('_', '-');
    return SINGLE_DIGITS.matcher(name).replaceAll(".");
  }
}
