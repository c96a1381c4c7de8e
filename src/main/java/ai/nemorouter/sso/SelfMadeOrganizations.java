package ai.nemorouter.sso;

import ai.nemorouter.sso.provider.Realm;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// What single sign-on means where strangers make organizations: none of them may get people or
/// names of others by what it is called or by the rules that it writes.
@ApplicationScoped
public class SelfMadeOrganizations {
  private final SsoAccessPolicy admissions;
  private final Realm realm;

  SelfMadeOrganizations(SsoAccessPolicy admissions, Realm realm) {
    this.admissions = admissions;
    this.realm = realm;
  }

  /// Why strangers must not make organizations with the present settings, as the rest of a sentence
  /// that begins with a variable; empty for nothing in the way.
  public Optional<String> obstacle() {
    if (admissions.rulesAdmit()) {
      return Optional.of(
          "cannot be open while NEMOROUTER_SSO_ADMIT has the entry *: any organization's own rules would admit people to it, and show it their names");
    }
    if (realm.isSetUp()) {
      return Optional.of(
          "cannot be open while NEMOROUTER_SSO_DIRECTORY_CLIENT_ID is set: any organization would see the names of all groups and roles");
    }
    return Optional.empty();
  }

  /// Whether the installation names organizations that people are admitted to, so that an
  /// organization must not choose its own address.
  public boolean areAdmittedToByAddress() {
    return admissions.areAny();
  }
}
