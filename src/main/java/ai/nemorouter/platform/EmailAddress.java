package ai.nemorouter.platform;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/// An e-mail address, as `Names` has the rule.
@Constraint(validatedBy = EmailAddress.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface EmailAddress {
  String message() default "Enter an e-mail address, as in ada@example.com.";

  /// Whether it may be left empty.
  boolean optional() default false;

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Asks `Names`.
  class Rule implements ConstraintValidator<EmailAddress, String> {
    private boolean optional;

    @Override
    public void initialize(EmailAddress constraint) {
      optional = constraint.optional();
    }

    @Override
    public boolean isValid(@Nullable String typed, ConstraintValidatorContext context) {
      String address = Names.trimmed(typed);
      return address.isEmpty() ? optional : Names.isEmail(address);
    }
  }
}
