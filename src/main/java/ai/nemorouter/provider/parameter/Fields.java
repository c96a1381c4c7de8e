package ai.nemorouter.provider.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An object of which the named fields are passed on, in exactly this spelling: some servers read
/// names in any letter case, so another spelling is another field.
public final class Fields implements Shape {
  private final Map<String, Shape> shapes;

  private Fields(Map<String, Shape> shapes) {
    this.shapes = Map.copyOf(shapes);
  }

  /// Fields that hold a text, a number, true or false.
  public static Fields of(String... scalars) {
    return new Fields(Map.of()).and(SCALAR, scalars);
  }

  public Fields and(Shape shape, String... names) {
    Map<String, Shape> more = new HashMap<>(shapes);
    Arrays.stream(names).forEach(name -> more.put(name, shape));
    return new Fields(more);
  }

  public Fields without(String... names) {
    Map<String, Shape> fewer = new HashMap<>(shapes);
    fewer.keySet().removeAll(Set.of(names));
    return new Fields(fewer);
  }

  public Set<String> names() {
    return shapes.keySet();
  }

  /// The part of a request that is passed on. A known field that is null stays so.
  public ObjectNode kept(ObjectNode request, Set<String> allowed, Dropped dropped) {
    return kept(request, "", allowed, dropped);
  }

  @Override
  public @Nullable JsonNode kept(JsonNode value, String at, Dropped dropped) {
    return value instanceof ObjectNode object
        ? kept(object, at + ".", Set.of(), dropped)
        : dropped.all(at);
  }

  private ObjectNode kept(ObjectNode object, String at, Set<String> allowed, Dropped dropped) {
    ObjectNode sent = object.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode kept = kept(field.getValue(), at, name, allowed, dropped);
      if (kept != null) {
        sent.set(name, kept);
      }
    }
    return sent;
  }

  private @Nullable JsonNode kept(
      JsonNode value, String at, String name, Set<String> allowed, Dropped dropped) {
    Shape shape = allowed.contains(name) ? NeverPassedOn::without : shapes.get(name);
    if (value.isNull()) {
      return shape == null ? null : value;
    }
    return shape == null ? dropped.all(at + name) : shape.kept(value, at + name, dropped);
  }
}
