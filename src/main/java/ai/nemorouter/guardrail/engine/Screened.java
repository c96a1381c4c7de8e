package ai.nemorouter.guardrail.engine;

/// A part after its rules.
///
/// @param text what may go on; empty if the part is blocked
public record Screened(Verdict verdict, String text) {
  public boolean isRefused() {
    return verdict.compareTo(Verdict.BLOCKED) >= 0;
  }
}
