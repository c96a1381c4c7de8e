/// Sign-in for apps, as OpenRouter has it (PKCE): a person allows an app to have a key of theirs,
/// and the app fetches it without anybody copying a secret.
@NullMarked
package ai.nemorouter.key.app;

import org.jspecify.annotations.NullMarked;
