/// Requests and answers as HTTP: routes, bodies, headers, errors.
@NullMarked
package ai.nemorouter.gateway.http;

import org.jspecify.annotations.NullMarked;
