package ai.nemorouter.guardrail.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a place is written down.
class FindingPlacesTest {
  @ParameterizedTest
  @CsvSource({
    "messages[2].content[0].text, messages[2].content[0].text",
    "choices[1].message.tool_calls[0].function.arguments,"
        + " choices[1].message.tool_calls[0].function.arguments",
    "john_smith, other",
    "messages[0].4242424242424242, messages[0].other",
    "metadata.john@example.com, metadata.other.other",
    "results[].document.text, results[].document.text"
  })
  void aNameThatTheFormatsDoNotHaveIsLeftOut(String path, String written) {
    assertThat(FindingPlaces.of(path)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"$1\\\\, other", "a[b]c, other[other]other"})
  void anythingElseIsHarmless(String path, String written) {
    assertThat(FindingPlaces.of(path)).isEqualTo(written);
  }
}
