/// The audit log sent to a webhook.
@NullMarked
package ai.nemorouter.audit.webhook;

import org.jspecify.annotations.NullMarked;
