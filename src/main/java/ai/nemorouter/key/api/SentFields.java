package ai.nemorouter.key.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// What a field of a JSON body has to be where it is sent. In a change, a field that is left out
/// stays as it is and one that is null is taken away, so the two are kept apart.
@Constraint(validatedBy = SentFields.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(SentFields.All.class)
public @interface SentFields {
  /// What it has to be.
  As value();

  String message();

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Several of them at one field.
  @Target({ElementType.FIELD, ElementType.PARAMETER})
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {
    SentFields[] value();
  }

  /// What a field can be. `TIME` leaves what is no string to `TEXT_OR_NULL`.
  enum As {
    TEXT_OR_NULL,
    TEXTS_OR_NULL,
    NUMBER_OR_NULL,
    TIME,
    FLAG,
    SECONDS
  }

  /// Looks at the type.
  class Rule implements ConstraintValidator<SentFields, JsonNode> {
    private As as = As.FLAG;

    @Override
    public void initialize(SentFields constraint) {
      as = constraint.value();
    }

    @Override
    public boolean isValid(@Nullable JsonNode sent, ConstraintValidatorContext context) {
      return sent == null
          || switch (as) {
            case TEXT_OR_NULL -> sent.isNull() || sent.isTextual();
            case TEXTS_OR_NULL -> sent.isNull() || areTexts(sent);
            case NUMBER_OR_NULL -> sent.isNull() || sent.isNumber();
            case TIME -> !sent.isTextual() || isTime(sent.textValue());
            case FLAG -> sent.isBoolean();
            case SECONDS -> sent.isIntegralNumber() && sent.canConvertToInt();
          };
    }

    private static boolean areTexts(JsonNode sent) {
      return sent.isArray()
          && sent.valueStream().allMatch(item -> item.isTextual() && !item.textValue().isEmpty());
    }

    private static boolean isTime(String text) {
      try {
        return OffsetDateTime.parse(text) != null;
      } catch (DateTimeParseException e) {
        return false;
      }
    }
  }
}
