/// Usage reports that are sent by e-mail on schedule.
@NullMarked
package ai.nemorouter.usage.report.mail;

import org.jspecify.annotations.NullMarked;
