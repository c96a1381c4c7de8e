package ai.nemorouter.policy;

import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.policy.PolicyLine.Kind;
import ai.nemorouter.policy.PolicyLine.Mark;
import ai.nemorouter.policy.PolicyLine.Standing;
import ai.nemorouter.policy.PolicyLine.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The limits and the credit that requests count against.
@ApplicationScoped
class LimitLines {
  private final Limits limits;
  private final CreditLimit credit;

  LimitLines(Limits limits, CreditLimit credit) {
    this.limits = limits;
    this.credit = credit;
  }

  List<PolicyLine> of(Subject subject) {
    List<Scope> scopes = subject.scopes();
    Map<UUID, List<LimitStatus>> found =
        limits.of(subject.orgId(), scopes.stream().map(Scope::id).toList());
    List<PolicyLine> lines = new ArrayList<>(credit(subject));
    for (Scope scope : scopes) {
      lines.addAll(lines(subject, scope, found.getOrDefault(scope.id(), List.of())));
    }
    return lines;
  }

  private static List<PolicyLine> lines(Subject subject, Scope scope, List<LimitStatus> statuses) {
    Sight sight = subject.sight(scope);
    Source source = subject.source(scope);
    if (sight != Sight.NONE || statuses.isEmpty()) {
      return statuses.stream().map(status -> PolicyLine.limit(source, status, sight)).toList();
    }
    int count = statuses.size();
    Words words =
        new Words(
            count == 1 ? "1 limit" : count + " limits",
            "Amounts are shown to people who may see limits there",
            List.of(),
            count,
            null);
    return List.of(
        new PolicyLine(
            Kind.LIMIT, source, words, new Standing(null, Sight.NONE, Mark.NONE), false));
  }

  /// What prepaid money there is. How much of it is gone says nothing of how soon it ends, so it is
  /// marked only where none is left.
  private List<PolicyLine> credit(Subject subject) {
    Sight sight = subject.sightOfCredit();
    if (sight == Sight.NONE) {
      return List.of();
    }
    Money left =
        credit
            .standing(subject.orgId())
            .map(standing -> standing.cap().minus(standing.used()).minus(standing.held()))
            .orElse(Money.ZERO);
    boolean none = left.nanos() <= 0;
    String some = sight == Sight.WHOLE ? left.displayCents() + " left" : "some left";
    return List.of(
        new PolicyLine(
            Kind.CREDIT,
            Source.organization(sight == Sight.WHOLE ? "credit" : null),
            Words.of("Prepaid credit", none ? "nothing left" : some),
            new Standing(null, sight, none ? Mark.USED_UP : Mark.NONE),
            false));
  }
}
