/// Operator keys: for programs that run the installation over `/v1/operator/…`.
@NullMarked
package ai.nemorouter.key.operator;

import org.jspecify.annotations.NullMarked;
