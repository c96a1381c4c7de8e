package ai.nemorouter.guardrail.page;

import ai.nemorouter.guardrail.RulesInForce.Above;

/// A rule of the installation as an organization's list shows it.
public record AboveLine(Above rule) {
  static AboveLine of(Above rule) {
    return new AboveLine(rule);
  }

  public String name() {
    return rule.name();
  }

  public String kind() {
    return CheckKind.label(rule.detector());
  }

  public String action() {
    return RuleLine.action(rule.action());
  }

  public String direction() {
    return RuleLine.direction(rule.input(), rule.output());
  }

  public String state() {
    return rule.state().label();
  }

  public String tone() {
    return RuleLine.tone(rule.state());
  }
}
