/// Anthropic's Messages API, as described at platform.claude.com/docs.
@NullMarked
package ai.nemorouter.provider.anthropic;

import org.jspecify.annotations.NullMarked;
