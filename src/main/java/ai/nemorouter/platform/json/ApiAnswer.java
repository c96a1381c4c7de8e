package ai.nemorouter.platform.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.function.Function;

/// The form in which the management API answers.
public final class ApiAnswer {
  public static final int CREATED = 201;

  private ApiAnswer() {}

  /// One thing.
  public static String data(ObjectNode item) {
    return Json.write(inData(item));
  }

  /// One thing as part of an answer that says more.
  public static ObjectNode inData(ObjectNode item) {
    ObjectNode answer = Json.object();
    answer.set("data", item);
    return answer;
  }

  /// All things of a kind.
  public static <T> String list(Collection<T> items, Function<T, ObjectNode> item) {
    return list(items, items.size(), item);
  }

  /// A page of them.
  ///
  /// @param found how many there are on all pages
  public static <T> String list(Collection<T> items, long found, Function<T, ObjectNode> item) {
    ObjectNode answer = Json.object();
    ArrayNode data = answer.putArray("data");
    items.forEach(each -> data.add(item.apply(each)));
    return Json.write(answer.put("total_count", found));
  }

  public static String deleted() {
    return Json.write(Json.object().put("deleted", true));
  }
}
