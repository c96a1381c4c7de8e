/// The gateway's own form of a chat, as dialects read it and write it.
@NullMarked
package ai.nemorouter.provider.chat;

import org.jspecify.annotations.NullMarked;
