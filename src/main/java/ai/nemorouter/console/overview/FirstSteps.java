package ai.nemorouter.console.overview;

import ai.nemorouter.usage.RequestRow;
import org.jspecify.annotations.Nullable;

/// What an organization does at the beginning, each step ticked by what is there.
///
/// @param hasProvider whether there is a provider account of the organization's own
/// @param firstKey the form for the first key; null where there is one, or the person may make none
/// @param hasRule whether there is a guardrail, which is optional and not counted
/// @param purchasable whether credit can be bought here
/// @param firstRequest the latest request; null before the first one
/// @param baseUrl what clients call
/// @param model one to try them with
/// @param lookUntil until when a page that waits for the first request looks for it, in seconds
///   since 1970
record FirstSteps(
    boolean hasCredit,
    boolean hasProvider,
    boolean purchasable,
    boolean hasLimit,
    boolean hasTeam,
    boolean hasKey,
    boolean hasInvited,
    boolean hasRule,
    @Nullable FirstKey firstKey,
    @Nullable RequestRow firstRequest,
    String baseUrl,
    String model,
    long lookUntil) {

  public boolean isComplete() {
    return canPay() && hasLimit && hasKey && hasInvited && firstRequest != null;
  }

  public int done() {
    int done = 0;
    for (boolean step :
        new boolean[] {canPay(), hasLimit, hasKey, firstRequest != null, hasInvited}) {
      done += step ? 1 : 0;
    }
    return done;
  }

  private boolean canPay() {
    return hasCredit || hasProvider;
  }
}
