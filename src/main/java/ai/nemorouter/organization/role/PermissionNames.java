package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/// Names of permissions in small letters.
@Constraint(validatedBy = PermissionNames.Rule.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface PermissionNames {
  String message() default
      "There is no permission \"{name}\". GET /v1/roles shows those of each role.";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /// Finds the first name that is none.
  class Rule implements ConstraintValidator<PermissionNames, List<String>> {
    @Override
    public boolean isValid(@Nullable List<String> names, ConstraintValidatorContext context) {
      Optional<String> unknown =
          names == null
              ? Optional.empty()
              : names.stream().filter(name -> named(name).isEmpty()).findFirst();
      unknown.ifPresent(name ->
          context
              .unwrap(HibernateConstraintValidatorContext.class)
              .addMessageParameter("name", name));
      return unknown.isEmpty();
    }

    /// Those of the names that are known.
    static Set<Permission> parse(List<String> names) {
      EnumSet<Permission> chosen = EnumSet.noneOf(Permission.class);
      names.forEach(name -> chosen.addAll(named(name)));
      return chosen;
    }

    private static Set<Permission> named(String name) {
      return Permission.named(name.toUpperCase(Locale.ROOT));
    }
  }
}
