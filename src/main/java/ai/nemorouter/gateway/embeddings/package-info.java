/// Vectors of texts, for search and comparison.
@NullMarked
package ai.nemorouter.gateway.embeddings;

import org.jspecify.annotations.NullMarked;
