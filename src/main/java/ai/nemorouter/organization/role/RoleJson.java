package ai.nemorouter.organization.role;

import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A role as programs read it.
@Schema(name = "Role")
record RoleJson(
    String slug,
    String name,
    @Schema(enumeration = {"organization", "team"}) String level,
    boolean builtIn,
    @Schema(description = "What it lets one do, in small letters, as in `view_keys`.")
        List<String> permissions,
    @Schema(description = "How many people hold it.") int people) {

  static RoleJson of(HeldRole held) {
    return new RoleJson(
        held.role().slug(),
        held.role().name(),
        RoleEntity.column(held.role().level()),
        held.role().builtIn(),
        held.permissions().stream()
            .map(permission -> permission.name().toLowerCase(Locale.ROOT))
            .toList(),
        held.people());
  }
}
