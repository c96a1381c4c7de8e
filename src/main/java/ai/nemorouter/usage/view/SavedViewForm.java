package ai.nemorouter.usage.view;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;
import org.jspecify.annotations.Nullable;

/// What people say of a view.
///
/// @param shared `on` for one of the whole organization; a box without a tick is not sent
public record SavedViewForm(
    @FormParam("name")
        @Name(
            max = SavedViewForm.NAME_MAX,
            empty = "Give the view a name.",
            message = "Use a name of at most {max} characters.")
        String name,
    @FormParam("shared") @Nullable String shared) {
  static final int NAME_MAX = 60;

  /// A name that was not sent is empty.
  public SavedViewForm {
    name = Names.trimmed(name);
  }

  public boolean isShared() {
    return "on".equals(shared);
  }
}
