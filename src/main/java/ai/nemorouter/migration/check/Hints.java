package ai.nemorouter.migration.check;

import ai.nemorouter.migration.check.Hint.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Recognizes addresses, libraries and parameters that matter when moving.
final class Hints {
  private static final String BASE_URL = "Change it to %s; everything else of the client stays.";
  private static final String NEW_KEY =
      "Put a key of this installation into it (sk-nemo-…); the variable's name can stay.";
  private static final String HARMLESS = "Accepted and not forwarded: nothing to change.";

  private static final List<Sign> SIGNS =
      List.of(
          sign(Kind.ADDRESS, "OpenRouter's base URL", "openrouter\\.ai/api(?:/v1)?", BASE_URL),
          sign(Kind.ADDRESS, "OpenAI's base URL", "api\\.openai\\.com(?:/v1)?", BASE_URL),
          sign(
              Kind.ADDRESS,
              "Anthropic's base URL",
              "api\\.anthropic\\.com|ANTHROPIC_BASE_URL",
              "Change it to %s without /v1 at its end: Anthropic's clients add that themselves."),
          sign(
              Kind.ADDRESS,
              "Google's base URL",
              "generativelanguage\\.googleapis\\.com",
              "Gemini's own protocol is not served: use an OpenAI client with the base URL %s."),
          sign(
              Kind.ADDRESS,
              "Azure's address",
              "\\.openai\\.azure\\.com|AZURE_OPENAI_ENDPOINT",
              "Use the plain OpenAI client with the base URL %s instead of Azure's."),
          sign(
              Kind.LIBRARY,
              "LiteLLM",
              "(?i)\\blitellm\\b|LITELLM_",
              "Name models `openai/<slug>` with api_base %s, or point its proxy here."),
          sign(Kind.VARIABLE, "OPENROUTER_API_KEY", "OPENROUTER_API_KEY", NEW_KEY),
          sign(Kind.VARIABLE, "OPENAI_API_KEY", "OPENAI_API_KEY", NEW_KEY),
          sign(Kind.VARIABLE, "OPENAI_BASE_URL", "OPENAI_(?:BASE_URL|API_BASE)", "Set it to %s."),
          sign(Kind.VARIABLE, "ANTHROPIC_API_KEY", "ANTHROPIC_(?:API_KEY|AUTH_TOKEN)", NEW_KEY),
          sign(
              Kind.LIBRARY,
              "OpenRouter's AI SDK provider",
              "@openrouter/ai-sdk-provider",
              "Give createOpenRouter the baseURL %s."),
          sign(Kind.LIBRARY, "OpenRouter's SDK", "@openrouter/sdk", "Give it the serverURL %s."),
          sign(
              Kind.LIBRARY,
              "Vercel AI SDK",
              "@ai-sdk/openai(?:-compatible)?",
              "Give createOpenAI the baseURL %s and use its `.chat(…)` models."),
          sign(
              Kind.LIBRARY,
              "LangChain",
              "langchain_openai|@langchain/openai|ChatOpenAI",
              "Give ChatOpenAI the base URL %s."),
          sign(
              Kind.LIBRARY,
              "OpenAI's library",
              "from openai import|import OpenAI|new OpenAI\\(|OpenAI\\(|com\\.openai\\.",
              "Give it the base URL %s."),
          sign(
              Kind.LIBRARY,
              "Anthropic's library",
              "@anthropic-ai/sdk|import anthropic|com\\.anthropic\\.",
              "Give it the base URL %s without /v1 at its end."),
          sign(Kind.HEADER, "HTTP-Referer", "(?i)[\"'`]http-referer[\"'`]", HARMLESS),
          sign(Kind.HEADER, "X-Title", "(?i)[\"'`]x-(?:openrouter-)?title[\"'`]", HARMLESS),
          sign(
              Kind.HEADER,
              "OpenRouter's response cache",
              "(?i)x-openrouter-cache",
              "Ignored: every call is made and charged anew."),
          sign(
              Kind.PARAMETER,
              "models (fallbacks)",
              field("models", "\\["),
              "Check that each of its models resolves, below."),
          sign(
              Kind.PARAMETER,
              "provider (routing)",
              field("provider", "\\{"),
              "The names in it must be those of providers here, as GET %s/providers shows them."),
          sign(
              Kind.PARAMETER,
              "plugins",
              field("plugins", "\\["),
              "Not acted on: web search, file parsing and the like do not run here."),
          sign(
              Kind.PARAMETER,
              "transforms",
              field("transforms", "\\["),
              "Not acted on: a prompt that is too long is refused by its provider, not cut."),
          sign(
              Kind.PARAMETER,
              ":online (web search)",
              ":online\\b",
              "There is no web search here: such a name is refused, never served without it."),
          sign(
              Kind.PARAMETER,
              "@preset",
              "@preset/",
              "Presets are not taken over: name the model, and send what the preset held."),
          sign(
              Kind.PARAMETER,
              "usage: {include: true}",
              "[\"']?usage[\"']?\\s{0,3}[:=]\\s{0,3}\\{\\s{0,3}[\"']?include",
              "Not needed: every answer has usage.cost."));

  private Hints() {}

  /// @param advice with `%s` for the base URL of this installation
  private record Sign(Kind kind, String what, Pattern pattern, String advice) {}

  /// In the order of their first appearance.
  static List<Hint> in(String text, String baseUrl) {
    LineNumbers lines = LineNumbers.of(text);
    List<Hint> hints = new ArrayList<>();
    for (Sign sign : SIGNS) {
      Matcher matcher = sign.pattern().matcher(text);
      if (matcher.find()) {
        hints.add(
            new Hint(
                sign.kind(),
                lines.at(matcher.start()),
                sign.what(),
                sign.advice().replace("%s", baseUrl)));
      }
    }
    hints.sort(Comparator.comparingInt(Hint::line));
    return hints;
  }

  private static Sign sign(Kind kind, String what, String pattern, String advice) {
    return new Sign(kind, what, Pattern.compile(pattern), advice);
  }

  /// A field of a request, in JSON, as a named argument or in an object literal.
  private static String field(String name, String opening) {
    return "(?<![\\w.])[\"']?" + name + "[\"']?\\s{0,3}[:=]\\s{0,3}" + opening;
  }
}
