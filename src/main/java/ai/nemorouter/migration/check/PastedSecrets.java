package ai.nemorouter.migration.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds credentials in what somebody pasted, and blots them out before anything else reads the
/// text, so that nothing made from it can repeat one.
public final class PastedSecrets {
  private static final char BLOT = ' ';
  private static final int SIGHTINGS_MAX = 50;

  /// By the forms that their issuers document; the most telling first.
  private static final List<Form> FORMS =
      List.of(
          new Form("OpenRouter key", Pattern.compile("sk-or-[\\w-]{6,}")),
          new Form("Anthropic key", Pattern.compile("sk-ant-[\\w-]{6,}")),
          new Form("NemoRouter key", Pattern.compile("sk-nemo-[\\w-]{6,}")),
          new Form("OpenAI key", Pattern.compile("sk-(?:proj|svcacct|admin)-[\\w-]{6,}")),
          new Form("API key", Pattern.compile("(?<![\\w-])sk-[\\w-]{16,}")),
          new Form("Google key", Pattern.compile("AIza[\\w-]{30,}")),
          new Form("Groq key", Pattern.compile("(?<!\\w)gsk_\\w{16,}")),
          new Form("xAI key", Pattern.compile("(?<![\\w-])xai-\\w{20,}")),
          new Form("Hugging Face token", Pattern.compile("(?<!\\w)hf_\\w{16,}")),
          new Form("AWS key", Pattern.compile("(?<!\\w)A[KS]IA[0-9A-Z]{16}(?!\\w)")),
          new Form("GitHub token", Pattern.compile("(?<!\\w)(?:gh[pousr]_|github_pat_)\\w{20,}")),
          new Form("JSON web token", Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*")));

  /// The value of a header, a field or a variable whose name says that it is secret.
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(?:\\bbearer\\s++|(?:api[_-]?key|secret|token(?![si])|passwd|password|credential|authorization)"
              + "[\\w-]{0,24}[\"'`]?\\s{0,4}(?:=>|:=|=|:)\\s{0,4}(?:f?[\"'`])?(?:bearer\\s++)?)"
              + "([^\\s\"'`,;(){}\\[\\]<>$]{8,})");

  /// What stands where a secret would, and is none.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i)(?:os|process|env|import|system|config|settings)\\b.*|your[_-].*|<.*|x{3,}.*|\\.{3}.*|[A-Z][A-Z0-9_]*_(?:KEY|TOKEN)|.*(?:getenv|environ).*|max_?.*|\\d+");

  /// Without a digit it is a word more often than a secret: blotted out, but no reason to warn.
  private static final Pattern DIGIT = Pattern.compile("\\d");

  private final char[] text;
  private final LineNumbers lines;
  private final List<Sighting> sightings = new ArrayList<>();

  private PastedSecrets(String text) {
    this.text = text.toCharArray();
    this.lines = LineNumbers.of(text);
  }

  private record Form(String kind, Pattern pattern) {}

  /// @param line counted from 1
  public record Sighting(String kind, int line) {}

  /// @param text what was pasted, with blanks in place of each secret
  record Cleaned(String text, List<Sighting> sightings) {
    Cleaned {
      sightings = List.copyOf(sightings);
    }
  }

  static Cleaned blot(String pasted) {
    PastedSecrets secrets = new PastedSecrets(pasted);
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(new String(secrets.text));
      while (matcher.find()) {
        secrets.note(form.kind(), matcher.start());
        secrets.blot(matcher.start(), matcher.end());
      }
    }
    Matcher named = NAMED.matcher(new String(secrets.text));
    while (named.find()) {
      if (!HARMLESS.matcher(named.group(1)).matches()) {
        if (DIGIT.matcher(named.group(1)).find()) {
          secrets.note("Secret", named.start(1));
        }
        secrets.blot(named.start(1), named.end(1));
      }
    }
    return new Cleaned(new String(secrets.text), secrets.sightings);
  }

  private void note(String kind, int start) {
    if (sightings.size() < SIGHTINGS_MAX) {
      sightings.add(new Sighting(kind, lines.at(start)));
    }
  }

  private void blot(int start, int end) {
    Arrays.fill(text, start, end, BLOT);
  }
}
