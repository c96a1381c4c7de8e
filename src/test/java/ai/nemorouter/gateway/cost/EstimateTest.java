package ai.nemorouter.gateway.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.chat.ChatCompletionAnswers;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.tokens.RandomText;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.provider.openai.OpenAi;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {
  private static final Provider PROVIDER =
      new Provider(
          "openrouter", new OpenAi(), URI.create("http://localhost/v1"), null, "x-cost", false);
  private static final Rates CACHING =
      new Rates(Money.ofUsd("3"), Money.ofUsd("0.3"), Money.ofUsd("3.75"), Money.ofUsd("15"));
  private static final Price PRICE =
      new Price(
          1,
          CACHING,
          new Price.LongPrompts(
              1_000,
              new Rates(
                  Money.ofUsd("6"), Money.ofUsd("0.6"), Money.ofUsd("7.5"), Money.ofUsd("22.5"))));

  @Test
  void noCallWithinItsTokensCostsMoreThanInputAndRateSay() {
    Random random = new Random(20261122);
    for (int i = 0; i < 2_000; i++) {
      Estimate estimate = estimate(body(random), slug(random));
      long prompt = random.nextLong(estimate.promptTokens() + 1);
      long cached = random.nextLong(prompt + 1);
      long output = random.nextLong(estimate.mostOutput() + 1);
      TokenUsage usage = new TokenUsage(prompt, output, cached, 0, 0);

      assertThat(PRICE.cost(usage))
          .as("%s of %s", usage, estimate)
          .isLessThanOrEqualTo(estimate.ask().cost(output));
      assertThat(estimate.floor())
          .isEqualTo(PRICE.cost(TokenUsage.of(estimate.floorTokens(), 0)))
          .isLessThanOrEqualTo(estimate.input());
    }
  }

  @Test
  void allChoicesTogetherNeverGetMoreThanWasGranted() {
    Random random = new Random(20261123);
    for (int i = 0; i < 2_000; i++) {
      ObjectNode body = body(random);
      Estimate estimate = estimate(body, slug(random));
      long range = estimate.mostOutput() - estimate.leastOutput();
      long granted = estimate.leastOutput() + random.nextLong(range + 1);

      long ceiling = estimate.ceilingFor(granted);

      assertThat(ceiling).as("%d of %s", granted, estimate).isPositive();
      assertThat(ceiling * estimate.choices() + estimate.predicted())
          .as("%d of %s", granted, estimate)
          .isLessThanOrEqualTo(granted);
    }
  }

  @Test
  void aCallersCeilingIsAllOrNothing() {
    Estimate estimate =
        estimate(parse("{\"max_tokens\":500,\"n\":3," + MESSAGE + "}"), "openai/gpt-4o");

    assertThat(estimate.leastOutput()).isEqualTo(1_500);
    assertThat(estimate.mostOutput()).isEqualTo(1_500);
    assertThat(estimate.ceilingFor(1_500)).isEqualTo(500);
    assertThatThrownBy(() -> estimate.ceilingFor(1_499))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOpenCeilingIsARangeUpToTheModels() {
    Estimate estimate = estimate(parse("{" + MESSAGE + "}"), "openai/gpt-4o");

    assertThat(estimate.leastOutput()).isEqualTo(64);
    assertThat(estimate.mostOutput()).isEqualTo(4_096);
  }

  @Test
  void claudesCacheWritesArePaidForOnlyWhereTheyAreAskedFor() {
    String claude = "anthropic/claude-sonnet-4.5";
    Estimate plain = estimate(parse("{" + MESSAGE + "}"), claude);
    Estimate cached =
        estimate(parse("{\"cache_control\":{\"type\":\"ephemeral\"}," + MESSAGE + "}"), claude);
    Estimate anHour =
        estimate(
            parse("{\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}," + MESSAGE + "}"),
            claude);
    Estimate otherMaker = estimate(parse("{" + MESSAGE + "}"), "openai/gpt-5.6-sol");

    assertThat(plain.input()).isEqualTo(cost(plain.promptTokens(), "3"));
    assertThat(cached.input()).isEqualTo(cost(cached.promptTokens(), "3.75"));
    assertThat(anHour.input()).isEqualTo(cost(anHour.promptTokens(), "6"));
    assertThat(otherMaker.input()).isEqualTo(cost(otherMaker.promptTokens(), "3.75"));
  }

  @Test
  void theRatesOfLongPromptsApplyOnlyWhereThePromptMayBeSoLong() {
    Estimate within = estimate(parse("{" + MESSAGE + "}"), "openai/gpt-4o");
    Estimate beyond =
        estimate(
            parse(
                "{\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "word ".repeat(1_000)
                    + "\"}]}"),
            "openai/gpt-4o");

    assertThat(within.outputRate()).isEqualTo(Money.ofUsd("15"));
    assertThat(beyond.outputRate()).isEqualTo(Money.ofUsd("22.5"));
    assertThat(beyond.input()).isEqualTo(cost(beyond.promptTokens(), "7.5"));
  }

  @Test
  void aMarginEndsAtTheContextButNoTokenThatIsThereIsLeftOut() {
    String text = "word ".repeat(800);
    ObjectNode body = parse("{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");

    assertThat(estimate(body, "mistralai/mistral-small", 1_000).promptTokens()).isEqualTo(1_000);
    assertThat(estimate(body, "mistralai/mistral-small", 500).promptTokens())
        .isGreaterThanOrEqualTo(800);
  }

  private static final String MESSAGE =
      "\"messages\":[{\"role\":\"user\",\"content\":\"What is the time?\"}]";

  private static Money cost(long tokens, String perMillion) {
    return new Price(1, Rates.of(Money.ofUsd(perMillion), Money.ZERO), null).worstCase(tokens, 0);
  }

  private static ObjectNode body(Random random) {
    ObjectNode body = Json.object();
    body.putArray("messages")
        .addObject()
        .put("role", "user")
        .put("content", RandomText.adversarial(random, random.nextInt(3_000)));
    if (random.nextBoolean()) {
      body.put("max_tokens", 1 + random.nextInt(5_000));
    }
    if (random.nextInt(3) == 0) {
      body.put("n", 1 + random.nextInt(5));
    }
    if (random.nextInt(4) == 0) {
      body.putObject("prediction").put("content", "as it was before");
    }
    return body;
  }

  private static String slug(Random random) {
    return random.nextBoolean() ? "openai/gpt-4o" : "anthropic/claude-sonnet-4.5";
  }

  private static ObjectNode parse(String json) {
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Estimate estimate(ObjectNode body, String slug) {
    return estimate(body, slug, 128_000);
  }

  private static Estimate estimate(ObjectNode body, String slug, long context) {
    body.put("model", slug);
    ChatRequest request = ChatRequest.of(body, 0, new ChatCompletionAnswers());
    return Estimate.of(
        request,
        new Offering(slug, slug, PROVIDER, slug, Operation.CHAT_ONLY, context, 4_096, PRICE),
        PRICE);
  }
}
