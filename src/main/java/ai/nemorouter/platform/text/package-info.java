/// Text as it arrives and leaves: plain text without control characters, numbers, CSV.
@NullMarked
package ai.nemorouter.platform.text;

import org.jspecify.annotations.NullMarked;
