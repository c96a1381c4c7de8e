package ai.nemorouter.platform;

import ai.nemorouter.platform.text.PlainText;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/// A name of one visible line, as `Names` has the rule: at least one character that is no blank.
@Constraint(validatedBy = Name.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface Name {
  /// The most characters, without blanks at the ends.
  int max();

  /// What to answer to a name that is empty or too long.
  String message();

  /// What to answer to an empty name, where that is something else.
  String empty() default "";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Asks `Names`.
  class Rule implements ConstraintValidator<Name, String> {
    private int max;
    private String empty = "";

    @Override
    public void initialize(Name constraint) {
      max = constraint.max();
      empty = constraint.empty();
    }

    @Override
    public boolean isValid(@Nullable String typed, ConstraintValidatorContext context) {
      String name = Names.trimmed(typed);
      if (name.isEmpty() && !empty.isEmpty()) {
        return Constraints.violated(context, empty);
      }
      if (name.isEmpty() || name.length() > max) {
        return false;
      }
      return PlainText.isOneVisibleLine(name) || Constraints.violated(context, Names.HIDDEN);
    }
  }
}
