package ai.nemorouter.key;

import ai.nemorouter.key.identity.KeySecret;

/// A new key with its secret: the one time that the secret can be seen.
public record MintedKey(Key key, KeySecret secret) {}
