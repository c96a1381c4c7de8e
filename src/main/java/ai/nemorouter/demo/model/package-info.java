/// The demo's own provider with its models.
@NullMarked
package ai.nemorouter.demo.model;

import org.jspecify.annotations.NullMarked;
