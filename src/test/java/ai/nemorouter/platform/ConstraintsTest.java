package ai.nemorouter.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.nemorouter.platform.error.InvalidInputException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConstraintsTest {
  private static final Form GOOD = new Form("Sales", "ada@example.com", List.of(), List.of("x"));

  @Inject Constraints constraints;

  /// A form as features have them.
  record Form(
      @Name(max = 5, empty = "Give a name.", message = "Up to {max}.") String name,
      @EmailAddress(optional = true) String contactEmail,
      List<@Valid Part> parts,
      @NotEmpty(message = "Choose one.") @Size(max = 2, message = "At most {max}.")
          List<String> choices) {}

  record Part(@Size(max = 1, message = "One letter.") String theLetter) {}

  @Test
  void whatMeetsItsConstraintsIsHandedBack() {
    assertThat(constraints.requireMet(GOOD)).isSameAs(GOOD);
  }

  @Test
  void aNameIsRefusedByTheRuleOfNames() {
    refused(named(" \u00a0"), "name", "Give a name.");
    refused(named("Supports"), "name", "Up to 5.");
    refused(named("a\u200bb"), "name", Names.HIDDEN);
    assertThat(constraints.requireMet(named(" Sales ")).name()).isEqualTo(" Sales ");
  }

  @Test
  void theFirstFieldAtFaultIsNamedInSnakeCase() {
    List<String> none = List.of();
    refused(new Form("", "no", List.of(), none), "name", "Give a name.");
    refused(
        new Form("A", "no", List.of(new Part("ab")), none),
        "contact_email",
        "Enter an e-mail address, as in ada@example.com.");
    refused(new Form("A", "", List.of(new Part("ab")), none), "the_letter", "One letter.");
    refused(new Form("A", "", List.of(), none), "choices", "Choose one.");
    refused(new Form("A", "", List.of(), List.of("a", "b", "c")), "choices", "At most 2.");
  }

  private static Form named(String name) {
    return new Form(name, GOOD.contactEmail(), GOOD.parts(), GOOD.choices());
  }

  private void refused(Form form, String field, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> constraints.requireMet(form))
        .withMessage(message)
        .returns(field, InvalidInputException::field);
  }
}
