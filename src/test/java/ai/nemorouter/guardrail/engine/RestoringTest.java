package ai.nemorouter.guardrail.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class RestoringTest {
  private final Screening screening = Guards.open(Guards.redacting());

  private String redacted(String role, String text) {
    return screening.screen(Direction.INPUT, Part.text("m", role, text)).text();
  }

  private String restored(Part.Form form, String text) {
    Restoring whole = screening.restoring(form);
    String expected = whole.accept(text) + whole.finish();
    for (int cut = 0; cut <= text.length(); cut++) {
      Restoring streamed = screening.restoring(form);
      String pieces = streamed.accept(text.substring(0, cut));
      pieces += streamed.accept(text.substring(cut)) + streamed.finish();
      assertThat(pieces).as("cut at %d", cut).isEqualTo(expected);
    }
    return expected;
  }

  @Test
  void theCallersOwnValuesComeBack() {
    String placeholder = redacted("user", "john@example.com");
    String name = placeholder.substring(1, placeholder.length() - 1);

    assertThat(restored(Part.Form.TEXT, "To " + placeholder + ", and " + name + "."))
        .isEqualTo("To john@example.com, and john@example.com.");
    assertThat(restored(Part.Form.TEXT, "<" + name.toLowerCase(Locale.ROOT) + "> [" + name + "x]"))
        .isEqualTo("<john@example.com> [" + name + "x]");
    assertThat(restored(Part.Form.TEXT, "my" + name + " and [EMAIL_AAAAAA]"))
        .isEqualTo("my" + name + " and [EMAIL_AAAAAA]");
  }

  @Test
  void secretsAndSystemMessagesNeverComeBack() {
    String secret = redacted("user", "AKIAIOSFODNN7EXAMPLE");
    String system = redacted("system", "jane@example.com");

    assertThat(restored(Part.Form.TEXT, secret + system)).isEqualTo(secret + system);
  }
}
