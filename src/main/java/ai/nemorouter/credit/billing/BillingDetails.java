package ai.nemorouter.credit.billing;

import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.FormParam;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The recipient on an organization's receipts. What is empty is left out.
///
/// @param name of the company; empty for the organization's own
/// @param address on several lines
/// @param email where receipts go; empty for the buyer's own
public record BillingDetails(
    @FormParam("name") @Size(max = 120, message = "Enter at most 120 characters.") String name,
    @FormParam("address") @Size(max = 400, message = "Enter at most 400 characters.")
        String address,
    @FormParam("tax_id") @Size(max = 60, message = "Enter at most 60 characters.") String taxId,
    @FormParam("email")
        @Size(max = 254, message = "Enter at most 254 characters.")
        @Email(message = "Enter an e-mail address.")
        String email) {
  public static final BillingDetails NONE = new BillingDetails("", "", "", "");

  /// What was not sent is empty.
  public BillingDetails {
    name = Names.trimmed(name);
    address =
        Objects.requireNonNullElse(address, "")
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    taxId = Names.trimmed(taxId);
    email = Names.trimmed(email);
  }

  /// As on receipts.
  ///
  /// @param organization the name where none is given
  public String lines(String organization) {
    return Stream.of(
            name.isEmpty() ? organization : name, address, taxId.isEmpty() ? "" : "Tax ID " + taxId)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
