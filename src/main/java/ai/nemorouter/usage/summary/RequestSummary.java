package ai.nemorouter.usage.summary;

/// What is said of all requests that match a filter, above their list.
public record RequestSummary(RequestSums sums, RequestChart chart) {}
