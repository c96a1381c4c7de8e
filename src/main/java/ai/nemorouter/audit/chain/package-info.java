/// The hash chain over the audit log, its check and its signed heads.
@NullMarked
package ai.nemorouter.audit.chain;

import org.jspecify.annotations.NullMarked;
