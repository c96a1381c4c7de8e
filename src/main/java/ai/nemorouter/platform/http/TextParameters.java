package ai.nemorouter.platform.http;

import ai.nemorouter.platform.error.UnacceptableException;
import ai.nemorouter.platform.text.PlainText;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks at every text that a route takes from its form, query or path, before the route does: the
/// database stores no U+0000, and no field needs a control character.
@Provider
public class TextParameters implements ParamConverterProvider {
  @Override
  public <T> @Nullable ParamConverter<T> getConverter(
      Class<T> type, Type genericType, Annotation[] annotations) {
    if (type != String.class) {
      return null;
    }
    String name = name(annotations);
    return new ParamConverter<>() {
      @Override
      public @Nullable T fromString(String text) {
        return type.cast(acceptable(name, text));
      }

      @Override
      public String toString(T text) {
        return String.valueOf(text);
      }
    };
  }

  /// The same for a form that a route takes as a whole.
  ///
  /// @throws UnacceptableException if a name or value in it has characters that no field may have
  public static void requireAcceptable(MultivaluedMap<String, String> form) {
    form.forEach((name, values) -> {
      acceptable("form", name);
      values.forEach(value -> acceptable(name, value));
    });
  }

  private static @Nullable String acceptable(String name, @Nullable String text) {
    if (text != null && !PlainText.isAcceptable(text)) {
      throw new UnacceptableException(
          "The field “%s” has characters that cannot be accepted, such as U+0000. Enter it anew."
              .formatted(name));
    }
    return text;
  }

  private static String name(Annotation[] annotations) {
    return Stream.of(annotations)
        .flatMap(annotation ->
            switch (annotation) {
              case FormParam form -> Stream.of(form.value());
              case QueryParam query -> Stream.of(query.value());
              default -> Stream.<String>empty();
            })
        .findFirst()
        .orElse("text");
  }
}
