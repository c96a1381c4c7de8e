package ai.nemorouter.platform;

import ai.nemorouter.platform.error.FormError;
import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/// The constraints that forms and requests carry as annotations of Bean Validation. A use case
/// checks them once it has authorized its actor, so that the console and the management API refuse
/// the same with the same words.
@ApplicationScoped
public class Constraints {
  private static final Comparator<ConstraintViolation<?>> AS_DECLARED =
      Comparator.<ConstraintViolation<?>>comparingInt(Constraints::position)
          .thenComparingInt(Constraints::rank);

  private final Validator validator;

  Constraints(Validator validator) {
    this.validator = validator;
  }

  /// @return the same
  /// @throws InvalidInputException for the first field that violates a constraint, in the order in
  ///   which the fields and their constraints are declared. A field is named in snake case.
  public <T> T requireMet(T input) {
    validator.validate(input).stream()
        .min(AS_DECLARED)
        .ifPresent(violation -> {
          throw new InvalidInputException(field(violation), violation.getMessage());
        });
    return input;
  }

  /// All violations of an input, the first of each field, in the same order.
  public List<FormError> violations(Object input) {
    Set<String> seen = new HashSet<>();
    return validator.validate(input).stream()
        .sorted(AS_DECLARED)
        .map(violation -> new FormError(field(violation), violation.getMessage()))
        .filter(error -> seen.add(error.field()))
        .toList();
  }

  /// For a validator that has something else to say than its constraint's `message`. Text that
  /// people typed does not belong into `message`, because braces in it have a meaning.
  ///
  /// @return false
  public static boolean violated(ConstraintValidatorContext context, String message) {
    context.disableDefaultConstraintViolation();
    context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
    return false;
  }

  private static String field(ConstraintViolation<?> violation) {
    List<String> properties = properties(violation);
    return properties.isEmpty()
        ? "form"
        : SnakeCaseStrategy.INSTANCE.translate(properties.getLast());
  }

  private static int position(ConstraintViolation<?> violation) {
    List<String> properties = properties(violation);
    List<String> declared =
        Arrays.stream(violation.getRootBeanClass().getDeclaredFields())
            .map(Field::getName)
            .toList();
    return properties.isEmpty() ? declared.size() : declared.indexOf(properties.getFirst());
  }

  private static int rank(ConstraintViolation<?> violation) {
    List<String> properties = properties(violation);
    return Arrays.stream(violation.getLeafBean().getClass().getDeclaredFields())
        .filter(field -> !properties.isEmpty() && field.getName().equals(properties.getLast()))
        .findFirst()
        .map(field ->
            List.<Annotation>of(field.getDeclaredAnnotations())
                .indexOf(violation.getConstraintDescriptor().getAnnotation()))
        .orElse(0);
  }

  private static List<String> properties(ConstraintViolation<?> violation) {
    return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
        .filter(node -> node.getKind() == ElementKind.PROPERTY)
        .map(Path.Node::getName)
        .toList();
  }
}
