package ai.nemorouter.platform.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.nemorouter.platform.error.InvalidInputException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiBodyTest {
  record Body(
      String name,
      @Nullable String longText,
      @Nullable Boolean on,
      @Nullable Integer count,
      @Nullable BigDecimal amount,
      @Nullable Instant expiresAt,
      @Nullable List<Part> parts,
      @Nullable List<String> words) {}

  record Part(String team) {}

  @Test
  void aBodyIsReadIntoARecord() {
    Body body =
        read(
            """
            {"name": "Ada", "long_text": "", "on": true, "count": 3, "amount": 1.5, "expires_at": "2030-12-31T23:59:59Z",
             "parts": [{"team": "a"}], "words": ["x"], "something_else": 1}
            """);

    assertThat(body)
        .isEqualTo(
            new Body(
                "Ada",
                "",
                true,
                3,
                new BigDecimal("1.5"),
                Instant.parse("2030-12-31T23:59:59Z"),
                List.of(new Part("a")),
                List.of("x")));
  }

  @Test
  void whatIsNullOrAbsentAndNotRequiredIsNull() {
    assertThat(read("{\"name\": \"Ada\", \"count\": null}"))
        .isEqualTo(new Body("Ada", null, null, null, null, null, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          {}                                        | name       | must be text
          {"name": " "}                             | name       | must be text
          {"name": null}                            | name       | must be text
          {"name": 7}                               | name       | must be text
          {"name": "a", "long_text": 7}             | long_text  | must be text
          {"name": "a", "on": "true"}               | on         | must be true or false
          {"name": "a", "count": 1.5}               | count      | must be a whole number
          {"name": "a", "count": 3000000000}        | count      | must be a whole number
          {"name": "a", "amount": "1"}              | amount     | must be a number
          {"name": "a", "expires_at": "tomorrow"}   | expires_at | cannot be understood
          {"name": "a", "parts": {}}                | parts      | must be a list
          {"name": "a", "parts": ["a"]}             | parts      | must be a list
          {"name": "a", "parts": [{"team": 1}]}     | team       | must be text
          {"name": "a", "words": [1]}               | words      | must be a list
          """)
  void whatIsMissingOrOfAnotherTypeIsRefusedByItsName(String json, String field, String what) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> read(json))
        .withMessage("`%s` %s.", field, what)
        .returns(field, InvalidInputException::field);
  }

  private static Body read(String json) {
    return ApiInput.readOrThrow(json.getBytes(UTF_8), Body.class);
  }
}
