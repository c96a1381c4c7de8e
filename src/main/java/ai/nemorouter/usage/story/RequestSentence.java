package ai.nemorouter.usage.story;

import ai.nemorouter.provider.dialect.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A request in one or two sentences: who asked what for what, how that ended and what it cost.
final class RequestSentence {
  private static final String NOT_READ = "(not read)";
  private static final String JUDGE = "guardrail_judge";

  private final RequestDetail request;
  private final List<RecordedAttempt> attempts;

  private RequestSentence(RequestDetail request, List<RecordedAttempt> attempts) {
    this.request = request;
    this.attempts = attempts;
  }

  static String of(RequestDetail request, List<RecordedAttempt> attempts) {
    RequestSentence sentence = new RequestSentence(request, attempts);
    return sentence.asked() + sentence.ended() + " " + sentence.cost();
  }

  private String asked() {
    String who = "%s (team %s)".formatted(request.keyName(), request.teamName());
    if (request.requestedModel().equals(NOT_READ)) {
      return who + " sent a request";
    }
    String asked = JUDGE.equals(request.reason()) ? "For a guardrail, %s asked %s" : "%s asked %s";
    String operation = purpose(request.operation());
    return asked.formatted(who, model()) + (operation.isEmpty() ? "" : " for " + operation);
  }

  private String model() {
    String model = request.model();
    return model == null || model.equals(request.requestedModel())
        ? request.requestedModel()
        : "%s (%s)".formatted(request.requestedModel(), model);
  }

  private static String purpose(Operation operation) {
    return switch (operation) {
      case CHAT -> "";
      case EMBEDDINGS -> "embeddings";
      case IMAGES -> "images";
      case SPEECH -> "speech";
      case TRANSCRIPTIONS -> "a transcription";
      case MODERATIONS -> "a moderation";
      case RERANK -> "a ranking";
    };
  }

  private String ended() {
    return switch (request.status()) {
      case OK -> "; " + failuresBefore() + answered() + ".";
      case FAILED -> failed();
      case CANCELLED ->
          "; %sthe caller hung up before %s had finished.".formatted(failuresBefore(), provider());
      case REFUSED -> refused();
      case EXPIRED ->
          "; %sthe node that served it stopped answering, so how it ended is not known."
              .formatted(failuresBefore());
      case RELEASED -> "; an operator released its reservation.";
    };
  }

  /// What became of the attempts before the last.
  private String failuresBefore() {
    if (attempts.size() < 2) {
      return "";
    }
    return failures(attempts.subList(0, attempts.size() - 1)) + ", then ";
  }

  private static String failures(List<RecordedAttempt> failed) {
    Map<String, Integer> times = new LinkedHashMap<>();
    failed.forEach(
        attempt -> times.merge(attempt.shownProvider() + " " + attempt.failure(), 1, Integer::sum));
    return times.entrySet().stream()
        .map(one -> one.getKey() + (one.getValue() == 1 ? "" : " (" + one.getValue() + " times)"))
        .collect(Collectors.joining(", then "));
  }

  private String answered() {
    String took = request.duration();
    String provider = provider();
    if (took == null) {
      return provider + " answered";
    }
    if (!request.streamed() || request.firstByte() == null) {
      return "%s answered after %s".formatted(provider, took);
    }
    return "%s streamed its answer, the first byte after %s and the last after %s"
        .formatted(provider, request.firstByte(), took);
  }

  private String failed() {
    if (attempts.isEmpty()) {
      return "; it failed.";
    }
    String took = request.duration();
    String after = took == null ? "" : " after " + took;
    String told =
        request.httpStatus() == null
            ? "."
            : ", and the caller got HTTP %d%s.".formatted(request.httpStatus(), after);
    return "; " + failures(attempts) + told;
  }

  private String refused() {
    Refusal refusal = request.refusal();
    String why = refusal == null ? Refusal.inWords(request.reason()) : refusal.inWords();
    return " and was refused: " + why + ".";
  }

  private String provider() {
    String provider = attempts.isEmpty() ? request.provider() : attempts.getLast().provider();
    return Objects.requireNonNullElse(provider, "no provider");
  }

  private String cost() {
    if (request.costNanos() == 0) {
      return "Nothing was charged.";
    }
    String estimated = Objects.equals(request.costSource(), "estimate") ? " (estimated)" : "";
    return request.ownProvider()
        ? "It cost %s%s, paid by the organization's own provider account."
            .formatted(request.cost().display(), estimated)
        : "Charged %s%s.".formatted(request.cost().display(), estimated);
  }
}
