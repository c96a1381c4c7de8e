package ai.nemorouter.guardrail.engine;

import java.util.Optional;

/// Something that a rule found. It says where and what, and never the text unless the rule keeps
/// it.
///
/// @param path of the part
/// @param start in the part's text, in UTF-16 units; in the decoded value where the part is JSON
/// @param digest the same for equal values of an organization, and not to be turned back
/// @param score how sure it is, from 0 to 100
/// @param text the matched text, only of a rule that keeps it
public record Finding(
    String rule,
    Action action,
    boolean shadow,
    String path,
    Kind kind,
    int start,
    int length,
    String digest,
    int score,
    Optional<String> text) {}
