/// Reports on usage: by day and group on a page, as a file, and by e-mail.
@NullMarked
package ai.nemorouter.usage.report;

import org.jspecify.annotations.NullMarked;
