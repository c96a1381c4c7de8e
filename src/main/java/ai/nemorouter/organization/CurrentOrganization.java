package ai.nemorouter.organization;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The organization that the request under way is about.
@RequestScoped
public class CurrentOrganization {
  private @Nullable Organization organization;

  public Optional<Organization> find() {
    return Optional.ofNullable(organization);
  }

  public Organization getOrThrow() {
    if (organization == null) {
      throw new IllegalStateException("No filter has said which organization this is about");
    }
    return organization;
  }

  void enter(Organization organization) {
    this.organization = organization;
  }
}
