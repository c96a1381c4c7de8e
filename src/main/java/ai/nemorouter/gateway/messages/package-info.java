/// Anthropic's Messages, for its clients to talk to any model.
@NullMarked
package ai.nemorouter.gateway.messages;

import org.jspecify.annotations.NullMarked;
