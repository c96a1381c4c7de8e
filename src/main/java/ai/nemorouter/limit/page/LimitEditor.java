package ai.nemorouter.limit.page;

import ai.nemorouter.limit.preview.LimitEffect;
import ai.nemorouter.platform.error.FormError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The form for a limit or a default, with what stands around it.
///
/// @param fresh whether unit, model and provider can be chosen: they are settled once there is a
///   limit
/// @param effect what saving would do; null before it was asked for
public record LimitEditor(
    Place place, LimitForm form, boolean fresh, FormError error, @Nullable LimitEffect effect) {

  /// Where the form stands.
  ///
  /// @param action where it is sent, within the organization's pages
  /// @param back where it leads back to, within the organization's pages
  /// @param backName what that page is called
  public record Place(String title, String lead, String action, String back, String backName) {
    /// The page with the changes of what is changed here so far.
    public String history() {
      return "audit?target=" + action.substring(action.lastIndexOf('/') + 1);
    }
  }

  /// What a model or provider can be narrowed to; anything else may be typed.
  record Choices(List<String> models, List<String> providers) {}

  public static LimitEditor of(Place place, LimitForm form, boolean fresh) {
    return new LimitEditor(place, form, fresh, FormError.NONE, null);
  }

  public LimitEditor with(FormError newError) {
    return new LimitEditor(place, form, fresh, newError, null);
  }

  public LimitEditor with(LimitEffect newEffect) {
    return new LimitEditor(place, form, fresh, FormError.NONE, newEffect);
  }
}
