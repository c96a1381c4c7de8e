package ai.nemorouter.gateway.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The calls of tools in an answer, in one of the shapes in which servers send them.
///
/// @param count none, one, or two in parallel
/// @param index whether each piece says its place
public record Calls(int count, Arguments arguments, boolean index, Naming id) {
  /// How what a tool is called with is written.
  public enum Arguments {
    IN_ONE_PIECE,
    SPLIT,
    AS_AN_OBJECT,
    EMPTY,
    MISSING
  }

  /// The names of the calls.
  public enum Naming {
    GIVEN,
    ON_EVERY_PIECE,
    THE_SAME,
    MISSING
  }

  public static final Calls NONE = new Calls(0, Arguments.MISSING, true, Naming.GIVEN);

  private static final List<String> NAMES = List.of("look", "find");

  /// One of each number.
  public static List<Calls> usual() {
    return List.of(
        NONE,
        new Calls(1, Arguments.MISSING, false, Naming.MISSING),
        new Calls(2, Arguments.SPLIT, true, Naming.GIVEN));
  }

  /// Every shape.
  public static List<Calls> all() {
    List<Calls> all = new ArrayList<>(List.of(NONE));
    for (int count = 1; count <= 2; count++) {
      for (Arguments arguments : Arguments.values()) {
        for (Naming id : Naming.values()) {
          all.add(new Calls(count, arguments, true, id));
          all.add(new Calls(count, arguments, false, id));
        }
      }
    }
    return all;
  }

  String name(int call) {
    return NAMES.get(call);
  }

  /// Empty where there is none.
  String toldId(int call) {
    return switch (id) {
      case GIVEN, ON_EVERY_PIECE -> "call_" + name(call);
      case THE_SAME -> "call_0";
      case MISSING -> "";
    };
  }

  /// The text of what a tool is called with; empty where that is not told.
  String argumentsOf(int call) {
    return switch (arguments) {
      case IN_ONE_PIECE, SPLIT, AS_AN_OBJECT -> "{\"at\":\"Köln " + call + "\"}";
      case EMPTY, MISSING -> "";
    };
  }

  /// What every client must find, in this order: the tool and what it is called with.
  public List<Map.Entry<String, String>> expected() {
    return IntStream.range(0, count)
        .mapToObj(call -> {
          String text = argumentsOf(call);
          return Map.entry(name(call), text.isEmpty() ? "{}" : text);
        })
        .toList();
  }

  /// Whether each call keeps the name that its provider gave it.
  public boolean keepIds() {
    return id == Naming.GIVEN || id == Naming.ON_EVERY_PIECE;
  }
}
