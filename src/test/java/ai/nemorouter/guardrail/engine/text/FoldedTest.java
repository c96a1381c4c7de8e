package ai.nemorouter.guardrail.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FoldedTest {
  @Test
  void writingsThatLookAlikeBecomeOne() {
    assertThat(Folded.of("４２\u00a0٤٢\u2013𝟜𝟚\u200b４").toString()).isEqualTo("42 42-424");
    assertThat(Folded.of("ﬁne ｊｏｈｎ＠ｅｘ．ｄｅ").toString()).isEqualTo("fine john@ex.de");
  }

  @Test
  void eachFoldedCharacterKnowsWhereItWasWritten() {
    String written = "a\u200b\u200b𝟜ﬁ４\ud83d\ude00z";
    Folded text = Folded.of(written);

    assertThat(text.toString()).isEqualTo("a4fi4\ud83d\ude00z");
    assertThat(text.original(text.originalStart(1), text.originalEndOf(2))).isEqualTo("𝟜");
    assertThat(text.original(text.originalStart(2), text.originalEndOf(4))).isEqualTo("ﬁ");
    assertThat(text.original(text.originalStart(7), text.originalEndOf(8))).isEqualTo("z");
    assertThat(text.original(0, text.originalEnd())).isEqualTo(written);
  }

  @Test
  void itDoesNotMatterWhereATextIsCut() {
    String written = "x\ud835\udfdc ﬁ\u00a0\u202e４２\ud83d\ude00\ud83d y\udc00";
    Folded whole = Folded.of(written);
    for (int cut = 0; cut <= written.length(); cut++) {
      Folded text = new Folded();
      text.append(written.substring(0, cut));
      text.append(written.substring(cut));
      text.complete();

      assertThat(text.toString()).isEqualTo(whole.toString());
      for (int at = 0; at <= text.end(); at++) {
        assertThat(text.originalEndOf(at)).isEqualTo(whole.originalEndOf(at));
      }
    }
  }

  @Test
  void positionsStayWhenTheBeginningIsForgotten() {
    Folded text = Folded.of("ab\u200bcd４ef");
    text.forgetBefore(3);
    text.append("gh");

    assertThat(text.at(4)).isEqualTo('4');
    assertThat(text.original(text.originalStart(4), text.originalEndOf(7))).isEqualTo("４ef");
    assertThat(text.slice(6, 9)).isEqualTo("fgh");
    assertThat((int) text.atOrZero(2)).isZero();
  }
}
