package ai.nemorouter.benchmark;

import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.gateway.chat.ChatCompletionAnswers;
import ai.nemorouter.gateway.cost.Estimate;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A mixed sample of calls from a seed: short chats, conversations, long documents, tools, images;
/// six calls of ten in English, the rest in sixteen languages and notations; half with a ceiling.
///
/// Answers are log-normal in length: median 250 tokens, one in twenty above 1,300. An answer ends
/// at its ceiling.
final class Sample {
  private static final double MEDIAN_OUTPUT = 250;
  private static final double OUTPUT_SIGMA = 1.0;
  private static final List<Integer> CEILINGS = List.of(256, 512, 1_024, 2_048, 4_096);
  private static final List<SampleText> TEXTS = List.of(SampleText.values());
  private static final List<SampleModel> MODELS = List.of(SampleModel.values());

  private final Random random;

  private Sample(long seed) {
    random = new Random(seed);
  }

  static List<SampleCall> of(int calls, long seed) {
    Sample sample = new Sample(seed);
    List<SampleCall> all = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      all.add(sample.call());
    }
    return all;
  }

  private SampleCall call() {
    SampleModel model = oneOf(MODELS);
    SampleBody body = new SampleBody(model, random);
    SampleText text = random.nextInt(10) < 6 ? SampleText.ENGLISH : oneOf(TEXTS);
    if (random.nextInt(3) > 0) {
      body.message("system", SampleText.ENGLISH, 150 + random.nextInt(1_500));
    }
    int kind = random.nextInt(100);
    if (kind < 50) {
      body.message("user", text, 20 + random.nextInt(600));
    } else if (kind < 70) {
      conversation(body, text);
    } else if (kind < 82) {
      body.message("user", text, 4_000 << random.nextInt(4));
    } else if (kind < 92 || !model.seesImages()) {
      body.tools(1 + random.nextInt(8));
      body.message("user", text, 20 + random.nextInt(400));
    } else {
      body.images(text, 1 + random.nextInt(3));
    }
    if (random.nextBoolean()) {
      body.body().put("max_tokens", oneOf(CEILINGS));
    }
    return call(model, body);
  }

  private SampleCall call(SampleModel model, SampleBody body) {
    byte[] json = Json.write(body.body()).getBytes(StandardCharsets.UTF_8);
    ChatRequest request =
        ChatRequest.of(Json.parseObject(json), json.length, new ChatCompletionAnswers());
    Price price = model.price();
    Estimate estimate = Estimate.of(request, model.offering(), price);
    double length = MEDIAN_OUTPUT * Math.exp(OUTPUT_SIGMA * random.nextGaussian());
    return new SampleCall(
        request,
        model.offering(),
        price,
        body.trueTokens(),
        Math.max(1, Math.min((long) length, estimate.ceiling())),
        estimate,
        BytesBound.of(request, model.offering(), price));
  }

  private void conversation(SampleBody body, SampleText text) {
    int turns = 2 + random.nextInt(12);
    for (int turn = 0; turn < turns; turn++) {
      body.message("user", text, 20 + random.nextInt(400));
      body.message("assistant", text, 100 + random.nextInt(1_200));
    }
    body.message("user", text, 20 + random.nextInt(400));
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
