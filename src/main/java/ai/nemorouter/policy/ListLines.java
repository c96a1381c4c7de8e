package ai.nemorouter.policy;

import ai.nemorouter.access.Permission;
import ai.nemorouter.key.Key;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.organization.StoredAllowlists;
import ai.nemorouter.policy.PolicyLine.Kind;
import ai.nemorouter.policy.PolicyLine.Words;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/// What keys may be used for: a list that is empty restricts nothing and is no line.
@ApplicationScoped
class ListLines {
  private static final String ALLOWED_MODELS = "allowed-models";

  private final StoredAllowlists allowedModels;

  ListLines(StoredAllowlists allowedModels) {
    this.allowedModels = allowedModels;
  }

  List<PolicyLine> of(Subject subject) {
    List<PolicyLine> lines = new ArrayList<>();
    String page = subject.viewer().may(Permission.VIEW_MODELS) ? ALLOWED_MODELS : null;
    add(
        lines,
        Kind.MODELS,
        Source.organization(page),
        allowedModels.find(subject.orgId(), null).models());
    subject
        .teams()
        .forEach((id, team) ->
            add(lines, Kind.MODELS, subject.source(Scope.team(id)).at(page), team.models()));
    for (Key key : subject.keys()) {
      Source source = subject.source(Scope.key(key.id()));
      add(lines, Kind.MODELS, source, key.allowedModels());
      add(lines, Kind.ENDPOINTS, source, key.allowedEndpoints());
      add(lines, Kind.ADDRESSES, source, key.allowedAddresses());
    }
    return lines;
  }

  private static void add(List<PolicyLine> lines, Kind kind, Source source, List<String> entries) {
    if (!entries.isEmpty()) {
      lines.add(PolicyLine.of(kind, source, new Words(title(kind), "", entries, 1, null)));
    }
  }

  private static String title(Kind kind) {
    return switch (kind) {
      case MODELS -> "Only these models";
      case ENDPOINTS -> "Only these endpoints";
      case ADDRESSES -> "Only from these addresses";
      case LIMIT, CREDIT, GUARDRAIL ->
          throw new IllegalArgumentException(kind + " is no list of what is allowed");
    };
  }
}
