package ai.nemorouter.account.password;

import java.nio.file.Path;
import java.util.Optional;

/// Settings of passwords as a test wants them.
record PasswordSettings(Optional<Path> breachList, int cost) implements PasswordConfig {}
