/// Speech made of text, and text made of recordings.
@NullMarked
package ai.nemorouter.gateway.audio;

import org.jspecify.annotations.NullMarked;
