package ai.nemorouter.guardrail.finding;

/// What one or several rules did in some time. All are numbers of requests, but for `found`.
///
/// @param screened requests that were looked at
/// @param hits requests in which something was found, in shadow mode too
/// @param found matches in them
/// @param shadowHits requests in which a rule that only counts found something
/// @param failures requests in which a rule could not run
/// @param tookUs microseconds in all
public record FindingFigures(
    long screened,
    long hits,
    long found,
    long flags,
    long redactions,
    long blocks,
    long shadowHits,
    long failures,
    long tookUs) {
  static final String SUMS =
      """
      cast(coalesce(sum(h.screened), 0) as bigint) as screened, cast(coalesce(sum(h.hits), 0) as bigint) as hits,
      cast(coalesce(sum(h.found), 0) as bigint) as found, cast(coalesce(sum(h.flags), 0) as bigint) as flags,
      cast(coalesce(sum(h.redactions), 0) as bigint) as redactions, cast(coalesce(sum(h.blocks), 0) as bigint) as blocks,
      cast(coalesce(sum(h.shadow_hits), 0) as bigint) as shadow_hits,
      cast(coalesce(sum(h.failures), 0) as bigint) as failures, cast(coalesce(sum(h.took_us), 0) as bigint) as took_us
      """;

  public static final FindingFigures NONE = new FindingFigures(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /// How long it took for a request on average, for people.
  public String averageTime() {
    return FindingWords.duration(screened == 0 ? 0 : tookUs / screened);
  }
}
