/// What every HTTP request passes, whatever it is for: addresses, headers, origins, errors.
@NullMarked
package ai.nemorouter.platform.http;

import org.jspecify.annotations.NullMarked;
