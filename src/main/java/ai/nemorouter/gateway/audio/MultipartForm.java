package ai.nemorouter.gateway.audio;

import ai.nemorouter.gateway.request.PlainFields;
import ai.nemorouter.gateway.screening.InputScreen;
import ai.nemorouter.platform.json.ApiError;
import ai.nemorouter.platform.json.ApiException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A form with files, as browsers and SDKs send it (`multipart/form-data`). It was read up to the
/// limit of bodies, so it stays in memory.
///
/// @param fields in the order they came; a field may come several times
record MultipartForm(Map<String, List<String>> fields, Map<String, File> files) {
  private static final String TYPE = "multipart/form-data";
  private static final int MOST_PARTS = 256;

  record File(String name, String contentType, Buffer bytes) {
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+");

    File {
      contentType =
          MEDIA_TYPE.matcher(contentType).matches() ? contentType : "application/octet-stream";
    }
  }

  /// @throws ApiException 400 if it is no such form
  static MultipartForm parse(@Nullable String contentType, byte[] body) {
    if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
      throw invalid(
          "The body must be a form of the type " + TYPE + ", with the recording as `file`.");
    }
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
    request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    HttpPostRequestDecoder decoder = null;
    try {
      decoder =
          new HttpPostRequestDecoder(
              new DefaultHttpDataFactory(false),
              request,
              StandardCharsets.UTF_8,
              MOST_PARTS,
              body.length + 1);
      return read(decoder.getBodyHttpDatas());
    } catch (HttpPostRequestDecoder.ErrorDataDecoderException
        | HttpPostRequestDecoder.NotEnoughDataDecoderException
        | HttpPostRequestDecoder.TooManyFormFieldsException
        | HttpPostRequestDecoder.TooLongFormFieldException e) {
      throw invalid("The body is not a whole form of the type " + TYPE + ".");
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  private static MultipartForm read(List<InterfaceHttpData> parts) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    Map<String, File> files = new LinkedHashMap<>();
    try {
      for (InterfaceHttpData part : parts) {
        if (part instanceof FileUpload upload) {
          files.put(
              upload.getName(),
              new File(upload.getFilename(), upload.getContentType(), Buffer.buffer(upload.get())));
        } else if (part instanceof Attribute attribute) {
          fields
              .computeIfAbsent(attribute.getName(), _ -> new ArrayList<>())
              .add(attribute.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new MultipartForm(fields, files);
  }

  private static ApiException invalid(String message) {
    return ApiError.invalidRequest(message).reason("invalid_form").exception();
  }

  /// The first value of a field that must be there.
  String text(String field) {
    List<String> values = fields.getOrDefault(field, List.of());
    if (values.isEmpty() || values.getFirst().isBlank()) {
      throw PlainFields.invalid(field, "The form needs the field \"" + field + "\".");
    }
    return values.getFirst();
  }

  /// The first value of a field that may be there.
  String text(String field, String otherwise) {
    List<String> values = fields.getOrDefault(field, List.of());
    return values.isEmpty() ? otherwise : values.getFirst();
  }

  /// The form after it was looked at, with what was redacted rewritten.
  ///
  /// @throws ApiException where nothing may go on
  MultipartForm screened(InputScreen screen) {
    Map<String, List<String>> read = new LinkedHashMap<>();
    fields.forEach((name, values) ->
        read.put(
            name,
            name.equals("model")
                ? values
                : values.stream().map(value -> screen.text(name, "user", value)).toList()));
    Map<String, File> kept = new LinkedHashMap<>();
    files.forEach((name, file) -> {
      screen.upload(name, file.bytes().getBytes(), file.contentType());
      String called = screen.text(name + ".filename", "user", file.name());
      kept.put(name, new File(called, file.contentType(), file.bytes()));
    });
    return new MultipartForm(read, kept);
  }

  File file(String field) {
    File file = files.get(field);
    if (file == null || file.bytes().length() == 0) {
      throw PlainFields.invalid(
          field, "The form needs the file \"" + field + "\", and it must not be empty.");
    }
    return file;
  }
}
