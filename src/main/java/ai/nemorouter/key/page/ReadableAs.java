package ai.nemorouter.key.page;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/// Text that can be read as what a field of a form of keys is about; empty for none. What reads it
/// has the rule and the words of the refusal.
@Constraint(validatedBy = ReadableAs.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface ReadableAs {
  /// What the text is about.
  As value();

  String message() default "{refusal}";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// What text can be read as.
  enum As {
    AMOUNT,
    PERIOD,
    EXPIRY,
    DAY,
    MODELS,
    ADDRESSES
  }

  /// Reads it and forgets what it read.
  class Rule implements ConstraintValidator<ReadableAs, String> {
    private As as = As.DAY;

    @Override
    public void initialize(ReadableAs constraint) {
      as = constraint.value();
    }

    @Override
    public boolean isValid(@Nullable String text, ConstraintValidatorContext context) {
      if (text == null || text.isBlank()) {
        return true;
      }
      try {
        read(text);
        return true;
      } catch (InvalidInputException e) {
        context
            .unwrap(HibernateConstraintValidatorContext.class)
            .addMessageParameter("refusal", String.valueOf(e.getMessage()));
        return false;
      }
    }

    private Object read(String text) {
      return switch (as) {
        case AMOUNT -> KeyForm.amount(text);
        case PERIOD -> KeyForm.periodOf(text);
        case EXPIRY -> KeyExpiry.of(text);
        case DAY -> KeyForm.day(text);
        case MODELS -> ModelAllowlist.parse(text);
        case ADDRESSES -> KeyPolicy.ranges(KeyPolicy.parseAddresses(text));
      };
    }
  }
}
