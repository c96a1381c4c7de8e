package ai.nemorouter.catalog;

import ai.nemorouter.provider.dialect.Operation;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of a model, independent of the providers that serve it.
///
/// @param slug `author/name`
/// @param description empty if there is none
/// @param created when its maker published it; null where unknown
/// @param knowledge until when it knows the world, as in `2025-03`; null where unknown
/// @param contextLength tokens that prompt and answer may have together, the most that anybody
///   offers; 0 where unknown
/// @param inputs what goes in, as in `text` and `image`
/// @param outputs what comes out, as in `text`, `image`, `audio`, `embeddings`
/// @param parameters of a request that it takes, as clients write them
/// @param deprecated whether its maker or the operator says that it goes away
/// @param retires when it does; null where unknown
/// @param successor the slug of the model to take instead; null if none is named
/// @param aliases other names that everybody may call it by
public record Model(
    String slug,
    String name,
    String description,
    @Nullable LocalDate created,
    @Nullable String knowledge,
    long contextLength,
    Set<Operation> operations,
    Set<String> inputs,
    Set<String> outputs,
    List<String> parameters,
    boolean deprecated,
    @Nullable LocalDate retires,
    @Nullable String successor,
    List<String> aliases) {
  public Model {
    operations = Collections.unmodifiableSet(new LinkedHashSet<>(operations));
    inputs = Collections.unmodifiableSet(new LinkedHashSet<>(inputs));
    outputs = Collections.unmodifiableSet(new LinkedHashSet<>(outputs));
    parameters = List.copyOf(parameters);
    aliases = List.copyOf(aliases);
  }

  /// A model without a description of its own: built from what an offering says of it.
  static Model of(Offering offering) {
    return new Model(
        offering.slug(),
        offering.name(),
        "",
        null,
        null,
        offering.contextLength(),
        offering.operations(),
        Set.of(offering.operations().contains(Operation.TRANSCRIPTIONS) ? "audio" : "text"),
        outputs(offering.operations()),
        Parameters.of(offering.operations(), true, false, true),
        false,
        null,
        null,
        List.of());
  }

  private static Set<String> outputs(Set<Operation> operations) {
    Set<String> outputs = new LinkedHashSet<>();
    for (Operation operation : Operation.values()) {
      if (operations.contains(operation)) {
        outputs.add(
            switch (operation) {
              case CHAT, TRANSCRIPTIONS, MODERATIONS -> "text";
              case EMBEDDINGS -> "embeddings";
              case IMAGES -> "image";
              case SPEECH -> "audio";
              case RERANK -> "rerank";
            });
      }
    }
    return outputs;
  }

  /// Whose model it is, as in `openai`.
  public String author() {
    return slug.substring(0, Math.max(0, slug.indexOf('/')));
  }

  /// As OpenRouter writes it: `text+image->text`.
  public String modality() {
    return String.join("+", inputs) + "->" + String.join("+", outputs);
  }

  Model withContextLength(long length) {
    return new Model(
        slug,
        name,
        description,
        created,
        knowledge,
        length,
        operations,
        inputs,
        outputs,
        parameters,
        deprecated,
        retires,
        successor,
        aliases);
  }

  /// As an operator marked it.
  Model deprecated(@Nullable LocalDate newRetires, @Nullable String newSuccessor) {
    return new Model(
        slug,
        name,
        description,
        created,
        knowledge,
        contextLength,
        operations,
        inputs,
        outputs,
        parameters,
        true,
        newRetires == null ? retires : newRetires,
        newSuccessor == null ? successor : newSuccessor,
        aliases);
  }
}
