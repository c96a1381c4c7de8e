package ai.nemorouter.provider.dialect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/// What is asked of a model, in the gateway's own form.
public sealed interface Payload {
  /// A request in JSON. Its `model` is already the provider's own name.
  record Document(ObjectNode body) implements Payload {}

  /// A request with a file, as of a transcription. The fields include `model`.
  ///
  /// @param fields in the order they came; one may have several values
  /// @param contentType of the file
  record Form(
      Map<String, List<String>> fields,
      String fileField,
      String fileName,
      String contentType,
      Buffer file)
      implements Payload {}
}
