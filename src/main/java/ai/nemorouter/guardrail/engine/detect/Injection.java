package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.text.Automaton;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.LetterSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Known phrasings of prompt injection and jailbreaks, scored by sentence. It does not stop an
/// attack, and ordinary text about prompts is found as well.
public final class Injection implements Detector {
  public static final int THRESHOLD = 60;

  private static final int SENTENCE_MAX = 400;

  /// Parts of a phrasing; a sentence scores by the combinations it has.
  private enum Part {
    OVERRIDE(
        "ignore|disregard|forget|override|bypass|do not follow|don't follow|stop following|pay no"
            + " attention to|do not"
            + " obey|ignoriere|vergiss|missachte|ignorez|oubliez|oublie|ignora|olvida|ignorar|ignore"
            + " as|esqueça|esqueca|dimentica|ignoruj|zapomnij|negeer|vergeet|bortse"
            + " från|glöm|игнорируй|игнорируйте|забудь|забудьте|忽略|忘记|無視|忘れて|무시|تجاهل"),
    SCOPE(
        "previous|prior|above|earlier|preceding|all|any|every|existing|your|system|safety|vorherigen"
            + "|vorangegangenen|bisherigen|obigen|alle|précédentes|ci-dessus|anteriores|previas"
            + "|precedenti|poprzednie|wszystkie|vorige|eerdere|tidigare|alla|предыдущие|все|之前|以上|上述"
            + "|先前|これまで|以前|이전|السابقة"),
    RULES(
        "instruction|instructions|prompt|prompts|rule|rules|guideline|guidelines|directions|directive|directives|guardrails|restrictions|system"
            + " message|programming|anweisung|anweisungen|regeln|instructions"
            + " précédentes|consignes|instrucciones|reglas|instruções|instrucoes"
            + "|regras|istruzioni|regole|instrukcje|zasady|instructies|instruktioner|инструкции"
            + "|инструкций|правила|指令|指示|提示|规则|ルール|지시|명령|التعليمات"),
    REVEAL(
        "reveal|print|show|repeat|output|display|leak|tell me|give me|write out|copy|verrate|zeige"
            + "|zeig mir|révèle|affiche|montre|muestra|revela|mostre|mostra|rivela|pokaż|toon|visa"
            + "|покажи|раскрой|显示|输出|告诉我|教えて|表示"),
    PROMPT(
        "system prompt|initial prompt|initial instructions|hidden instructions|hidden prompt"
            + "|your instructions|your prompt|original instructions|text above|everything above"
            + "|words above|developer message|secret instructions|systemprompt|system-prompt"
            + "|deine anweisungen|prompt système|tes instructions|prompt del sistema"
            + "|tus instrucciones|prompt do sistema|prompt di sistema|системный промпт|系统提示"
            + "|システムプロンプト"),
    ROLE(
        "dan mode|developer mode|jailbreak mode|jailbroken|do anything now|god mode|you are now"
            + " dan|act as dan|unrestricted ai|unfiltered ai|evil ai|amoral ai|no ethical"
            + " guidelines|without any restrictions|without restrictions|without any"
            + " filters|without filters|free from all restrictions|no longer bound|not bound by|no"
            + " rules apply|no moral limits|entwicklermodus|ohne einschränkungen|mode"
            + " développeur|sans restrictions|modo desarrollador|sin restricciones|modo"
            + " desenvolvedor|sem restrições"),
    ASSUME(
        "you are now|you're now|pretend|act as|roleplay|role-play|from now on|simulate|imagine you"
            + "|du bist jetzt|ab jetzt|tu es maintenant|à partir de maintenant|ahora eres"
            + "|a partir de agora|tu sei ora|jesteś teraz"),
    TEMPLATE(
        "<|im_start|>|<|im_end|>|<|system|>|<|user|>|<|assistant|>|<|endoftext|>|<|eot_id|>"
            + "|<|start_header_id|>|[inst]|[/inst]|<<sys>>|<</sys>>");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    private List<String> terms() {
      String text = this == TEMPLATE ? words.replace("<|", "<\0").replace("|>", "\0>") : words;
      List<String> terms = new ArrayList<>();
      for (String word : text.split("\\|", -1)) {
        terms.add(word.replace('\0', '|'));
      }
      return terms;
    }
  }

  private static final LetterSet ENDS = new LetterSet(".!?\n");
  private static final List<String> TERMS = new ArrayList<>();
  private static final List<Set<Part>> PARTS = new ArrayList<>();
  private static final Automaton AUTOMATON = automaton();

  private final int rule;
  private final int threshold;

  public Injection(int rule, int threshold) {
    this.rule = rule;
    this.threshold = threshold;
  }

  private static Automaton automaton() {
    for (Part part : Part.values()) {
      for (String word : part.terms()) {
        String term = Folded.of(word.toLowerCase(Locale.ROOT)).toString();
        int known = TERMS.indexOf(term);
        if (known < 0) {
          TERMS.add(term);
          PARTS.add(EnumSet.of(part));
        } else {
          PARTS.get(known).add(part);
        }
      }
    }
    return new Automaton(TERMS);
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    int start = from;
    while (start < text.end()) {
      int limit = start + SENTENCE_MAX;
      int stop = sentenceEnd(text, start, Math.min(text.end(), limit));
      if (stop == text.end() && stop < limit && !complete) {
        return start;
      }
      int end = Math.min(text.end(), stop + 1);
      sentence(text, start, end, found);
      start = end;
    }
    return text.end();
  }

  private static int sentenceEnd(Folded text, int from, int to) {
    char[] letters = text.letters();
    int base = text.start();
    int at = from;
    while (at < to && !endsSentence(letters[at - base])) {
      at++;
    }
    return at;
  }

  private static boolean endsSentence(char letter) {
    return letter < 0x80 ? ENDS.has(letter) : letter == '。' || letter == '！' || letter == '？';
  }

  private void sentence(Folded text, int start, int end, DetectorSink found) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    int[] span = {end, start};
    AUTOMATON.scan(
        text,
        start,
        end,
        (term, from, to) -> {
          boolean template = PARTS.get(term).contains(Part.TEMPLATE);
          if (template || text.isWholeWord(from, to)) {
            parts.addAll(PARTS.get(term));
            span[0] = Math.min(span[0], from);
            span[1] = Math.max(span[1], to);
          }
        });
    if (parts.isEmpty()) {
      return;
    }
    int score = Math.min(100, score(parts));
    if (score >= threshold) {
      found.match(rule, Kind.INJECTION, span[0], span[1], score);
    }
  }

  private static int score(Set<Part> parts) {
    int score = 0;
    if (parts.contains(Part.OVERRIDE) && parts.contains(Part.RULES)) {
      score += parts.contains(Part.SCOPE) ? 80 : 50;
    }
    if (parts.contains(Part.REVEAL) && parts.contains(Part.PROMPT)) {
      score += 70;
    }
    if (parts.contains(Part.ROLE)) {
      score += parts.contains(Part.ASSUME) ? 80 : 50;
    }
    if (parts.contains(Part.TEMPLATE)) {
      score += 80;
    }
    return score;
  }
}
