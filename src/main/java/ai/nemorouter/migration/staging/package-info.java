/// Sends sample requests to both gateways and compares.
@NullMarked
package ai.nemorouter.migration.staging;

import org.jspecify.annotations.NullMarked;
