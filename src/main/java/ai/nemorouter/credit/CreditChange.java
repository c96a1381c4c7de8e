package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Names;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Credit to grant or to withdraw.
///
/// @param note what it is for
public record CreditChange(
    @Amount Money amount,
    @NotBlank(message = NOTE_WANTED) @Size(max = NOTE_LENGTH_MAX, message = NOTE_WANTED)
        String note) {
  static final int NOTE_LENGTH_MAX = 200;
  static final String NOTE_WANTED =
      "Say in 1 to " + NOTE_LENGTH_MAX + " characters what it is for.";
  private static final Money LARGEST = Money.ofUsd("1000000");

  public CreditChange {
    note = Names.trimmed(note);
  }

  /// Why something is decided.
  public record Reason(
      @NotBlank(message = NOTE_WANTED) @Size(max = NOTE_LENGTH_MAX, message = NOTE_WANTED)
          String text) {
    public Reason {
      text = Names.trimmed(text);
    }
  }

  /// More than nothing, and not so much that it must be a slip.
  @Constraint(validatedBy = Amount.Rule.class)
  @Target({ElementType.FIELD, ElementType.PARAMETER})
  @Retention(RetentionPolicy.RUNTIME)
  @interface Amount {
    String message() default "Enter an amount above zero.";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Compares.
    class Rule implements ConstraintValidator<Amount, Money> {
      @Override
      public boolean isValid(Money amount, ConstraintValidatorContext context) {
        return amount.compareTo(LARGEST) > 0
            ? Constraints.violated(
                context, "Enter at most %s at a time.".formatted(LARGEST.display()))
            : amount.compareTo(Money.ZERO) > 0;
      }
    }
  }
}
