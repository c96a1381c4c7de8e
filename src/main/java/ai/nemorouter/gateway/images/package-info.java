/// Pictures made from a description.
@NullMarked
package ai.nemorouter.gateway.images;

import org.jspecify.annotations.NullMarked;
