package ai.nemorouter.sso.domain;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.FormParam;
import java.util.Locale;
import java.util.Objects;

/// The e-mail domain that an organization asks for, in lower case.
public record DomainForm(
    @FormParam("domain")
        @Size(max = 190, message = WANTED)
        @Pattern(
            regexp = "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
            message = WANTED)
        String domain) {
  private static final String WANTED = "Enter a domain, as in example.com.";

  /// What was not sent is empty.
  public DomainForm {
    domain = Objects.requireNonNullElse(domain, "").strip().toLowerCase(Locale.ROOT);
  }
}
