package ai.nemorouter.guardrail.engine;

import org.jspecify.annotations.Nullable;

/// A text with one value that should be found, or with none.
///
/// @param kind what should be found; null for a text in which nothing should be
/// @param value as it stands in the text
/// @param slice how it is written, or what it only looks like
/// @param adversarial whether it is written so as not to be found; counted apart
record Sample(String text, @Nullable Kind kind, String value, String slice, boolean adversarial) {}
