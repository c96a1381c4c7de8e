package ai.nemorouter.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.provider.chat.DataUrl;
import org.junit.jupiter.api.Test;

/// Content inside URLs, as clients write them.
class DataUrlTest {
  @Test
  void contentIsReadAsItCameWhateverParametersStandBeforeIt() throws UntranslatableException {
    assertThat(DataUrl.of("data:image/png;base64,AA==", "f"))
        .isEqualTo(new DataUrl("image/png", "AA=="));
    assertThat(DataUrl.of("DATA:Image/JPG;name=a.jpg;base64,AA==", "f"))
        .isEqualTo(new DataUrl("image/jpeg", "AA=="));
    assertThat(DataUrl.of("data:;base64,AA==", "f").mediaType()).isEqualTo("text/plain");
  }

  @Test
  void plainTextIsEncoded() throws UntranslatableException {
    assertThat(DataUrl.of("data:text/plain;charset=utf-8,a%20b+%C3%A9", "f").text("f"))
        .isEqualTo("a b+é");
  }

  @Test
  void whatIsNoneIsRefusedByItsField() {
    assertThatThrownBy(() -> DataUrl.of("data:image/png;base64", "messages[0]"))
        .isInstanceOfSatisfying(
            UntranslatableException.class,
            refused -> assertThat(refused.field()).isEqualTo("messages[0]"));
    assertThatThrownBy(() -> DataUrl.of("data:text/plain,%zz", "f"))
        .isInstanceOf(UntranslatableException.class);
    assertThatThrownBy(() -> new DataUrl("text/plain", "?").text("f"))
        .isInstanceOf(UntranslatableException.class);
    assertThat(DataUrl.is("https://example.com/data:")).isFalse();
  }
}
