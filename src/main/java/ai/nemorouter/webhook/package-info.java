/// Signed messages to an address that a tenant gave, from an outbox and with retries.
@NullMarked
package ai.nemorouter.webhook;

import org.jspecify.annotations.NullMarked;
