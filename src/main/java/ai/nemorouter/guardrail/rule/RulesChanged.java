package ai.nemorouter.guardrail.rule;

/// Rules were changed on this node, and the change is committed.
public record RulesChanged() {}
