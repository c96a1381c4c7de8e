package ai.nemorouter.platform.json;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The answer when something is gone.
@Schema(name = "Deleted")
public record Deleted(boolean deleted) {
  public static final Deleted DONE = new Deleted(true);
}
