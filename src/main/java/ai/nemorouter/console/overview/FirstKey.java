package ai.nemorouter.console.overview;

import ai.nemorouter.key.owner.KeyTeams;
import ai.nemorouter.key.page.KeyExpiry;
import java.util.List;
import java.util.stream.Stream;

/// The short form for the first key, for users who see no key yet.
///
/// @param teams in which the person may make it; at least one
/// @param limited whether they may give it a limit
/// @param form names this form, so that sending it again makes no second key
record FirstKey(List<KeyTeams.Choice> teams, boolean limited, String form) {
  /// US dollars a month: enough to try things, too little to regret.
  private static final String USUAL_LIMIT = "20";

  public String usualLimit() {
    return USUAL_LIMIT;
  }

  public List<KeyExpiry> expiries() {
    return Stream.of(KeyExpiry.values()).filter(expiry -> expiry != KeyExpiry.DATE).toList();
  }

  public KeyExpiry usualExpiry() {
    return KeyExpiry.NEVER;
  }
}
