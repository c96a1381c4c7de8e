package ai.nemorouter.guardrail.page;

import java.util.function.Supplier;

/// Pages that organizations and operators have alike, each class of them once for both.
public abstract class DeskPages {
  private final Supplier<Desk> desk;

  /// @param desk finds where the request under way is
  DeskPages(Supplier<Desk> desk) {
    this.desk = desk;
  }

  /// Where the request under way is.
  final Desk desk() {
    return desk.get();
  }
}
