/// What lets a person try the product with nothing but the product: an offline provider and an
/// organization with a past. Off in production unless switched on, and labelled wherever it shows.
@NullMarked
package ai.nemorouter.demo;

import org.jspecify.annotations.NullMarked;
