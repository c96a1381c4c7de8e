package ai.nemorouter.organization;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.DateTimeException;
import java.time.ZoneId;

/// A time zone by its name, as in `Europe/Berlin`.
@Constraint(validatedBy = TimeZoneName.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface TimeZoneName {
  /// What to answer to another text.
  String REMEDY = "Choose a time zone from the list, as in Europe/Berlin.";

  String message() default REMEDY;

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Asks the JDK.
  class Rule implements ConstraintValidator<TimeZoneName, String> {
    @Override
    public boolean isValid(String name, ConstraintValidatorContext context) {
      try {
        return ZoneId.of(name) != null;
      } catch (DateTimeException e) {
        return false;
      }
    }
  }
}
