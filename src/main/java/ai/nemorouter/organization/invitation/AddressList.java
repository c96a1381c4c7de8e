package ai.nemorouter.organization.invitation;

import ai.nemorouter.platform.Constraints;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;

/// One to so many e-mail addresses, with blanks, line ends, commas or semicolons between them.
@Constraint(validatedBy = AddressList.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface AddressList {
  int max();

  String message() default "Invite at most {max} people at once; these are {count}.";

  String empty() default "Enter at least one e-mail address.";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Counts them.
  class Rule implements ConstraintValidator<AddressList, String> {
    private int max;
    private String empty = "";

    @Override
    public void initialize(AddressList constraint) {
      max = constraint.max();
      empty = constraint.empty();
    }

    @Override
    public boolean isValid(String text, ConstraintValidatorContext context) {
      int count = parse(text).size();
      context.unwrap(HibernateConstraintValidatorContext.class).addMessageParameter("count", count);
      return count == 0 ? Constraints.violated(context, empty) : count <= max;
    }

    /// Each address once, whatever its case.
    static List<String> parse(String text) {
      Set<String> seen = new LinkedHashSet<>();
      return Arrays.stream(text.split("[\\s,;]+"))
          .filter(address -> !address.isEmpty())
          .filter(address -> seen.add(address.toLowerCase(Locale.ROOT)))
          .toList();
    }
  }
}
