package ai.nemorouter.provider.dialect;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/// A form with a file as it goes over the wire: `multipart/form-data` (RFC 7578).
///
/// @param contentType with the boundary between the parts
public record FormBody(String contentType, Buffer bytes) {
  private static final String NEW_LINE = "\r\n";

  public static FormBody of(Payload.Form form) {
    String boundary = "nemorouter-" + UUID.randomUUID();
    Buffer body = Buffer.buffer();
    form.fields()
        .forEach((name, values) -> values.forEach(value -> field(body, boundary, name, value)));
    write(body, "--" + boundary + NEW_LINE);
    write(
        body,
        "content-disposition: form-data; name="
            + quoted(form.fileField())
            + "; filename="
            + quoted(form.fileName())
            + NEW_LINE);
    write(body, "content-type: " + form.contentType() + NEW_LINE + NEW_LINE);
    body.appendBuffer(form.file());
    write(body, NEW_LINE + "--" + boundary + "--" + NEW_LINE);
    return new FormBody("multipart/form-data; boundary=" + boundary, body);
  }

  private static void field(Buffer body, String boundary, String name, String value) {
    write(body, "--" + boundary + NEW_LINE);
    write(body, "content-disposition: form-data; name=" + quoted(name) + NEW_LINE + NEW_LINE);
    write(body, value + NEW_LINE);
  }

  private static void write(Buffer body, String text) {
    body.appendString(text);
  }

  /// As the WHATWG's HTML standard escapes them ("Multipart form data").
  private static String quoted(String text) {
    return '"' + text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A") + '"';
  }
}
