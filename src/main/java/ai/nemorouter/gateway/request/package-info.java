/// Requests as read, whichever format they arrive in.
@NullMarked
package ai.nemorouter.gateway.request;

import org.jspecify.annotations.NullMarked;
