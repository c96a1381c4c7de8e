package ai.nemorouter.guardrail.engine;

import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// A check that looks at a part as a whole.
sealed interface WholeCheck {
  /// Patterns in schemas take linear time, as all patterns that people give.
  SchemaRegistryConfig LINEAR =
      SchemaRegistryConfig.builder()
          .regularExpressionFactory(expression -> {
            Pattern pattern = Pattern.compile(expression);
            return text -> pattern.matcher(text).find();
          })
          .build();

  int rule();

  /// The kind of what is wrong with the part, if anything is.
  Optional<Kind> problem(Part part);

  static Optional<WholeCheck> of(int rule, Check check, TokenEstimator tokens) {
    return switch (check) {
      case Check.Length length ->
          Optional.of(new TooLong(rule, length.mostCharacters(), length.mostTokens(), tokens));
      case Check.Files files -> Optional.of(new OtherFile(rule, files.mediaTypes()));
      case Check.Schema schema -> Optional.of(new OtherShape(rule, schema(schema.schema())));
      default -> Optional.empty();
    };
  }

  private static Schema schema(String text) {
    try {
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(LINEAR))
          .getSchema(text, InputFormat.JSON);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("The JSON schema cannot be read: " + e.getMessage(), e);
    }
  }

  record TooLong(int rule, int mostCharacters, int mostTokens, TokenEstimator tokens)
      implements WholeCheck {
    @Override
    public Optional<Kind> problem(Part part) {
      boolean tooLong = mostCharacters > 0 && part.text().length() > mostCharacters;
      boolean tooMany = mostTokens > 0 && !tooLong && tokens.count(part.text()) > mostTokens;
      return tooLong || tooMany ? Optional.of(Kind.LENGTH) : Optional.empty();
    }
  }

  record OtherFile(int rule, Set<String> allowed) implements WholeCheck {
    @Override
    public Optional<Kind> problem(Part part) {
      return part.mediaType()
          .map(type -> type.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip())
          .filter(type -> !allowed.contains(type))
          .filter(type -> !allowed.contains(type.replaceFirst("/.*", "/*")))
          .map(_ -> Kind.FILE);
    }
  }

  /// Only texts of answers have a schema: arguments, thoughts and files do not.
  record OtherShape(int rule, Schema schema) implements WholeCheck {
    @Override
    public Optional<Kind> problem(Part part) {
      if (part.form() != Part.Form.TEXT) {
        return Optional.empty();
      }
      try {
        List<Error> errors = schema.validate(part.text(), InputFormat.JSON);
        return errors.isEmpty() ? Optional.empty() : Optional.of(Kind.SCHEMA);
      } catch (RuntimeException e) {
        return Optional.of(Kind.SCHEMA); // no JSON at all
      }
    }
  }
}
