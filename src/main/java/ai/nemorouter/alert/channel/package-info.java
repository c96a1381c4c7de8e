/// Channels that alerts go to.
@NullMarked
package ai.nemorouter.alert.channel;

import org.jspecify.annotations.NullMarked;
