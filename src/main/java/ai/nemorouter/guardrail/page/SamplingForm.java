package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.sample.SamplingTerms;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.util.Objects;

/// What was typed into the form about keeping samples.
///
/// @param answers `yes` where answers are kept too
/// @param agreed `yes` from somebody who begins to keep them and has read what is stored
public record SamplingForm(
    @FormParam("one_in") String oneIn,
    @FormParam("maximum") String maximum,
    @FormParam("days") String days,
    @FormParam("answers") String answers,
    @FormParam("agreed") String agreed) {

  /// What was not sent is empty.
  public SamplingForm {
    oneIn = Objects.requireNonNullElse(oneIn, "");
    maximum = Objects.requireNonNullElse(maximum, "");
    days = Objects.requireNonNullElse(days, "");
    answers = Objects.requireNonNullElse(answers, "");
    agreed = Objects.requireNonNullElse(agreed, "");
  }

  static SamplingForm of(SamplingTerms terms) {
    return new SamplingForm(
        String.valueOf(terms.oneIn()),
        String.valueOf(terms.maximum()),
        String.valueOf(terms.days()),
        terms.answers() ? "yes" : "",
        "");
  }

  public boolean isAgreed() {
    return agreed.equals("yes");
  }

  public boolean isWithAnswers() {
    return answers.equals("yes");
  }

  /// @throws InvalidInputException for what is no number
  SamplingTerms terms() {
    return new SamplingTerms(
        number("one_in", oneIn), number("maximum", maximum), number("days", days), isWithAnswers());
  }

  private static int number(String field, String typed) {
    try {
      return Integer.parseInt(typed.replace(",", "").strip());
    } catch (NumberFormatException e) {
      throw new InvalidInputException(field, "Enter a whole number.");
    }
  }
}
