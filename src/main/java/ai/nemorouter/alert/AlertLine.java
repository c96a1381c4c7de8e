package ai.nemorouter.alert;

/// An alert as a list shows it.
public record AlertLine(Alert alert, String headline, Told told) {

  /// How many channels have heard of it.
  ///
  /// @param channels that were to be told
  /// @param failed channels that were not told and will not be
  public record Told(long channels, long delivered, long waiting, long failed) {}

  /// How far it has been delivered, in words.
  public String state() {
    if (told.channels() == 0) {
      return "No channel";
    }
    if (told.failed() > 0) {
      return told.failed() + " of " + told.channels() + " failed";
    }
    return told.waiting() > 0
        ? told.delivered() + " of " + told.channels() + " delivered"
        : "Delivered";
  }

  /// The colour that goes with it.
  public String tone() {
    if (told.channels() == 0) {
      return "info";
    }
    if (told.failed() > 0) {
      return "bad";
    }
    return told.waiting() > 0 ? "warn" : "good";
  }
}
