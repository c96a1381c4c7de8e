package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.Detector;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Automaton;
import ai.nemorouter.guardrail.engine.text.Folded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Keywords of all rules and the beginnings of all secrets, searched in one pass.
public final class Terms implements Detector {
  private final Automaton automaton;
  private final List<List<Term>> uses;

  private Terms(Map<String, List<Term>> terms) {
    this.automaton = new Automaton(List.copyOf(terms.keySet()));
    this.uses = List.copyOf(terms.values());
  }

  /// Collects what several rules search for.
  public static final class Builder {
    private final Map<String, List<Term>> terms = new LinkedHashMap<>();

    public Builder keywords(int rule, List<String> words, boolean wholeWord) {
      for (String word : words) {
        add(Folded.of(word.strip()).toString(), new Term.Keyword(rule, wholeWord));
      }
      return this;
    }

    public Builder secrets(int rule, Set<Kind> kinds) {
      SecretForms.addTo(this, rule, kinds);
      return this;
    }

    void add(String term, Term use) {
      if (term.isEmpty()) {
        return;
      }
      List<Term> sameTerm =
          terms.computeIfAbsent(term.toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1));
      if (!sameTerm.contains(use)) {
        sameTerm.add(use);
      }
    }

    public boolean isEmpty() {
      return terms.isEmpty();
    }

    public Terms build() {
      return new Terms(terms);
    }
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    Covered covered = new Covered(found, text.end());
    int[] open = {Integer.MAX_VALUE};
    int end = text.end();
    int live =
        automaton.scan(
            text,
            from,
            end,
            (term, start, stop) -> {
              List<Term> sameTerm = uses.get(term);
              for (int index = 0; index < sameTerm.size(); index++) {
                Term use = sameTerm.get(index);
                if (!use.nests() && covered.has(use.rule(), start)) {
                  continue;
                }
                int releaseProbe = use.at(text, start, stop, complete, covered);
                if (releaseProbe >= 0 && releaseProbe < open[0]) {
                  open[0] = releaseProbe;
                }
              }
            });
    return complete ? end : Math.min(live, open[0]);
  }

  /// What secrets take already: one that seems to begin within another is part of it. Without this
  /// a text of prefixes alone would be read anew from each of them.
  private static final class Covered implements DetectorSink {
    private final DetectorSink found;
    private final int end;
    private int[] until = {};

    Covered(DetectorSink found, int end) {
      this.found = found;
      this.end = end;
    }

    boolean has(int rule, int start) {
      return rule < until.length && start < until[rule];
    }

    private void cover(int rule, int stop) {
      if (rule >= until.length) {
        until = Arrays.copyOf(until, rule + 1);
      }
      until[rule] = Math.max(until[rule], stop);
    }

    @Override
    public void match(int rule, Kind kind, int start, int stop, int proof, int score) {
      if (kind != Kind.KEYWORD && kind != Kind.SECRET) {
        cover(rule, stop);
      }
      found.match(rule, kind, start, stop, proof, score);
    }

    @Override
    public void certain(int rule, Kind kind, int start, int proof) {
      cover(rule, end);
      found.certain(rule, kind, start, proof);
    }

    @Override
    public void hidden(int rule, int at, int start, int stop, int score) {
      found.hidden(rule, at, start, stop, score);
    }
  }
}
