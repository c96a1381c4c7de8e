package ai.nemorouter.sso;

import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.provider.SsoConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Who the installation admits to which organization. Only the installation decides this: if each
/// organization could, it would learn the names of everybody whose group it guessed.
@ApplicationScoped
class SsoAccessPolicy {
  private static final String VARIABLE = "NEMOROUTER_SSO_ADMIT";
  private static final String ANY = "*";

  private final List<Admission> admissions;
  private final boolean rulesAdmit;

  SsoAccessPolicy(SsoConfig config) {
    List<String> entries = config.admit().orElse(List.of());
    this.rulesAdmit = entries.contains(ANY);
    this.admissions =
        entries.stream().filter(entry -> !entry.equals(ANY)).map(SsoAccessPolicy::parse).toList();
  }

  /// People with that value are admitted to that organization; `*` for both: to the organization of
  /// the same name as the value.
  private record Admission(Claims.Kind kind, String value, String slug) {}

  /// Whether the rules of each organization admit by themselves.
  boolean rulesAdmit() {
    return rulesAdmit;
  }

  /// Whether anybody is admitted anywhere.
  boolean areAny() {
    return !admissions.isEmpty();
  }

  /// The slugs of the organizations that the person is admitted to.
  Set<String> of(Claims claims) {
    Set<String> slugs = new LinkedHashSet<>();
    for (Admission admission : admissions) {
      if (admission.value().equals(ANY)) {
        slugs.addAll(
            admission.slug().equals(ANY)
                ? claims.of(admission.kind())
                : Set.copyOf(List.of(admission.slug())));
      } else if (claims.has(admission.kind(), admission.value())) {
        slugs.add(admission.slug());
      }
    }
    return slugs;
  }

  /// Whether a value of one of these kinds could admit a person to that organization.
  boolean couldAdmit(Set<Claims.Kind> kinds, String slug) {
    return admissions.stream()
        .anyMatch(admission ->
            kinds.contains(admission.kind())
                && (admission.slug().equals(slug) || admission.slug().equals(ANY)));
  }

  /// Whether any entry looks at claims of that kind.
  boolean lookAt(Claims.Kind kind) {
    return admissions.stream().anyMatch(admission -> admission.kind() == kind);
  }

  /// The words of the kinds of claims that entries look at.
  List<String> lookAt() {
    return admissions.stream().map(admission -> admission.kind().word()).distinct().toList();
  }

  private static Admission parse(String entry) {
    int colon = entry.indexOf(':');
    int equals = entry.lastIndexOf('=');
    if (colon < 0 || equals < colon + 2 || equals == entry.length() - 1) {
      throw invalid(entry);
    }
    String value = entry.substring(colon + 1, equals).strip();
    String slug = entry.substring(equals + 1).strip();
    if (slug.equals(ANY) && !value.equals(ANY)) {
      throw invalid(entry);
    }
    return new Admission(
        Claims.Kind.of(entry.substring(0, colon).strip()).orElseThrow(() -> invalid(entry)),
        value,
        slug);
  }

  private static InvalidSettingException invalid(String entry) {
    List<String> kinds = new ArrayList<>();
    for (Claims.Kind kind : Claims.Kind.values()) {
      kinds.add(kind.word());
    }
    return new InvalidSettingException(
        VARIABLE,
        "has the entry “%s”: write it as in group:/acme=acme, beginning with one of %s"
            .formatted(entry, String.join(", ", kinds)));
  }
}
