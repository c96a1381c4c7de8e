/// The streams of providers as a small grammar, and what a client of each format reads of them.
@NullMarked
package ai.nemorouter.gateway.grammar;

import org.jspecify.annotations.NullMarked;
