package ai.nemorouter.guardrail.sample;

/// An organization began or stopped to keep samples, or keeps others.
record SamplingChanged() {}
