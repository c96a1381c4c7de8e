package ai.nemorouter.books;

import org.jspecify.annotations.Nullable;

/// Something in an organization's books that cannot be as it is.
///
/// @param invariant which rule it breaks, as in `I1`
/// @param organization its slug
/// @param subject what it is about, as in `window 17`
/// @param expected in the smallest unit, as nano-US-dollars; null where nothing can be expected
/// @param detail what is wrong, in words
public record Deviation(
    String invariant,
    String organization,
    String subject,
    @Nullable Long expected,
    @Nullable Long actual,
    String detail) {}
