package ai.nemorouter.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The version in a model's name, wherever Anthropic put it.
class ClaudeModelTest {
  @Test
  void theVersionIsReadBeforeAndAfterTheFamilyAndNotFromTheDate() {
    assertThat(ClaudeModel.named("claude-3-7-sonnet-20250219").version()).isEqualTo(307);
    assertThat(ClaudeModel.named("claude-3-opus-20240229").version()).isEqualTo(300);
    assertThat(ClaudeModel.named("claude-sonnet-4-20250514").version()).isEqualTo(400);
    assertThat(ClaudeModel.named("claude-haiku-4-5-20251001").version()).isEqualTo(405);
    assertThat(ClaudeModel.named("Claude-Opus-4.6").version()).isEqualTo(406);
    assertThat(ClaudeModel.named("anthropic.claude-opus-5-v1").version()).isEqualTo(500);
    assertThat(ClaudeModel.named("claude-sonnet-5-5").version()).isEqualTo(505);
  }

  @Test
  void aNameWithoutAVersionIsTheNewestAndOneOfSomebodyElseTheOldest() {
    assertThat(ClaudeModel.named("claude-sonnet-latest").thinksByEffort()).isTrue();
    assertThat(ClaudeModel.named("MiniMax-M2").thinksByEffort()).isFalse();
    assertThat(ClaudeModel.named("deepseek-v4").samples()).isTrue();
  }
}
