/// What can go wrong, by kind, with the fields of a form that it is about, and how failures are
/// logged.
@NullMarked
package ai.nemorouter.platform.error;

import org.jspecify.annotations.NullMarked;
