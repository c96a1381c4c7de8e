/// The OpenAPI document of the management API, made while the application is built.
@NullMarked
package ai.nemorouter.openapi;

import org.jspecify.annotations.NullMarked;
