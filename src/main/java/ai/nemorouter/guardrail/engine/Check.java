package ai.nemorouter.guardrail.engine;

import java.util.List;
import java.util.Set;

/// What a rule looks for.
public sealed interface Check {

  /// Personal data and national identifiers.
  ///
  /// @param regions where numbers without `+` are phone numbers, as `DE`; may be empty
  record Personal(Set<Kind> kinds, List<String> regions) implements Check {
    public Personal {
      kinds = Set.copyOf(kinds);
      regions = List.copyOf(regions);
    }
  }

  /// Keys, tokens and passwords.
  record Secrets(Set<Kind> kinds) implements Check {
    public Secrets {
      kinds = Set.copyOf(kinds);
    }

    public static Secrets all() {
      return new Secrets(Kind.of(Kind.Family.SECRET));
    }
  }

  /// Words and phrases, in either case.
  ///
  /// @param wholeWord whether letters or digits beside a word make it another word
  record Keywords(List<String> words, boolean wholeWord) implements Check {
    public static final int WORDS_MAX = 10_000;
    public static final int LENGTH_MAX = 200;

    public Keywords {
      words = List.copyOf(words);
    }
  }

  /// A regular expression (RE2/J).
  ///
  /// @param group which group of it is the match; 0 for all of it
  record Pattern(String expression, boolean ignoresCase, int group) implements Check {}

  /// Phrasings of attacks, scored from 0 to 100, and hidden text.
  record Injection(int threshold) implements Check {}

  /// @param mostCharacters of one part; 0 for any
  /// @param mostTokens of one part as the `TokenEstimator` counts; 0 for any
  record Length(int mostCharacters, int mostTokens) implements Check {}

  /// @param mediaTypes that are allowed, as `image/png` or `text/*`
  record Files(Set<String> mediaTypes) implements Check {
    public Files {
      mediaTypes = Set.copyOf(mediaTypes);
    }
  }

  /// The answer is JSON that fits a JSON schema.
  record Schema(String schema) implements Check {}

  /// A model is asked, by a call like any other.
  ///
  /// @param model as callers name it
  /// @param question the rule that it judges by
  /// @param threshold how sure it has to be, from 0 to 100
  /// @param mostMillis how long its answer may take
  record Judge(String model, String question, int threshold, int mostMillis) implements Check {}

  /// An HTTP service is asked. The engine only knows that it wants whole texts; who looks after the
  /// request asks it.
  ///
  /// @param address where it is
  /// @param shape what it understands
  /// @param language of the texts, as `en`, where the service wants to know; empty for English
  /// @param threshold how sure it has to be, from 0 to 100; 0 for whatever it objects to
  /// @param mostMillis how long its answer may take
  /// @param secretNumber which secret its requests are signed with, counted from 1
  record Hook(
      String address, Shape shape, String language, int threshold, int mostMillis, int secretNumber)
      implements Check {

    /// What a service understands.
    public enum Shape {
      /// Our own words.
      NEMOROUTER,
      /// Those of Presidio's analyzer.
      PRESIDIO,
      /// Those of OpenAI's moderations.
      OPENAI
    }
  }
}
