package ai.nemorouter.platform.json;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The answer when something was ended before its time.
@Schema(name = "Ended")
public record Ended(boolean ended) {
  public static final Ended DONE = new Ended(true);
}
