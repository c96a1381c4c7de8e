package ai.nemorouter.key.overview;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.member.Member;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member with the keys they own.
///
/// @param keys how many of their keys could start a call now, or once they are enabled again
/// @param spend what calls cost this month that were made with a key while it was theirs; null
///   where the actor may not see it
/// @param limits the member's own, in the order of units and periods; null where the actor may not
///   see them
public record MemberOverview(
    Member member,
    String roleName,
    List<String> teams,
    Account account,
    long keys,
    @Nullable Money spend,
    @Nullable List<LimitStatus> limits) {

  /// How the person's account stands.
  ///
  /// @param lastSeenAt when they last used this console, in whichever organization; null for never
  /// @param suspended whether the operator suspended it
  /// @param secondFactor null where it is single sign-on that may ask for one
  public record Account(
      @Nullable Instant lastSeenAt, boolean suspended, @Nullable Boolean secondFactor) {
    public boolean lacksSecondFactor() {
      return Boolean.FALSE.equals(secondFactor);
    }
  }

  /// The first word that applies.
  public String state() {
    if (member.isSuspended()) {
      return "Suspended";
    }
    if (account.suspended()) {
      return "Account suspended";
    }
    return account.lacksSecondFactor() ? "No second factor" : "Active";
  }

  /// The colour beside the word.
  public String tone() {
    return state().equals("Active") ? "good" : account.suspended() ? "bad" : "warn";
  }

  /// What there is to do; empty for nothing.
  public String todo() {
    return switch (state()) {
      case "Suspended" -> "End it or remove";
      case "Account suspended" -> "Ask the operator";
      case "No second factor" -> "Ask to set one up";
      default -> "";
    };
  }

  /// How many teams there are beside the first.
  public int moreTeams() {
    return Math.max(0, teams.size() - 1);
  }

  /// Their teams, each with the role in it.
  public String teamsText() {
    return String.join(", ", teams);
  }

  /// Of the member's limits the one closest to its cap, in whichever unit; null for none.
  public @Nullable LimitStatus tightest() {
    return limits == null ? null : Limits.tightest(limits).orElse(null);
  }

  MemberOverview with(List<LimitStatus> itsLimits) {
    return new MemberOverview(member, roleName, teams, account, keys, spend, itsLimits);
  }
}
