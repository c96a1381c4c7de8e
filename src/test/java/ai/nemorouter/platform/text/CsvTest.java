package ai.nemorouter.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
        "\ufe661",
        "\t=1",
        "\r=1",
        "\n=1",
        "\ttext",
        "\rtext",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        " \u3000\uff1d1"
      })
  void whatASpreadsheetMayTakeForAFormulaBeginsWithAnApostrophe(String text) {
    assertThat(Csv.cell(text)).isEqualTo("\"'" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a=1", "1-1", "Größe", "  plain", "'=1"})
  void otherTextStaysAsItIs(String text) {
    assertThat(Csv.cell(text)).isEqualTo("\"" + text + "\"");
  }

  @Test
  void quotesAreDoubledAndLinesEndAsTheFormatHasIt() {
    assertThat(Stream.of("say \"hi\"", "two").map(Csv::cell).collect(Csv.LINE))
        .isEqualTo("\"say \"\"hi\"\"\",\"two\"\r\n");
  }
}
