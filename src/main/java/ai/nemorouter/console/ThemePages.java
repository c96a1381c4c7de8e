package ai.nemorouter.console;

import ai.nemorouter.access.OpenTo;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.LocalPath;
import ai.nemorouter.platform.http.Redirect;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Set;

/// The choice between a light and a dark console, kept in a cookie so that the first paint is
/// right.
@OpenTo(OpenTo.Audience.EVERYBODY)
@Path("/theme")
public class ThemePages {
  static final Set<String> THEMES = Set.of("system", "light", "dark");
  private static final Duration KEPT = Duration.ofDays(365);

  @POST
  public Response choose(
      @FormParam("theme") String theme,
      @FormParam("next") String next,
      @Context HttpHeaders headers) {
    if (theme == null || !THEMES.contains(theme)) {
      throw new InvalidInputException("theme", "Choose system, light or dark.");
    }
    Response response = Redirect.to(headers, LocalPath.orHome(next));
    return Response.fromResponse(response)
        .cookie(
            new NewCookie.Builder(Shell.THEME_COOKIE)
                .value(theme)
                .path("/")
                .maxAge((int) KEPT.toSeconds())
                .sameSite(NewCookie.SameSite.LAX)
                .build())
        .build();
  }
}
