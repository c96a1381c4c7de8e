package ai.nemorouter.key.identity;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.AddressRange;
import ai.nemorouter.provider.dialect.Operation;
import java.util.Arrays;
import java.util.List;

/// What a key may be used for. An empty list allows everything.
///
/// @param models the models that it may call
/// @param endpoints the words of the operations that it may call
/// @param addresses the ranges of IP addresses that it may be used from, in CIDR notation
public record KeyPolicy(ModelAllowlist models, List<String> endpoints, List<String> addresses) {
  public static final KeyPolicy ANYTHING =
      new KeyPolicy(ModelAllowlist.EVERYTHING, List.of(), List.of());
  public static final String ENDPOINTS = "allowed_endpoints";
  public static final String ADDRESSES = "allowed_addresses";
  private static final int ADDRESSES_MAX = 100;

  public KeyPolicy {
    endpoints = endpoints.isEmpty() ? List.of() : endpoints.stream().distinct().sorted().toList();
    endpoints.forEach(KeyPolicy::requireEndpoint);
    addresses = addresses.isEmpty() ? List.of() : ranges(addresses);
  }

  /// Every word that an endpoint can be allowed by.
  public static List<String> allEndpoints() {
    return Arrays.stream(Operation.values()).map(Operation::word).toList();
  }

  /// Addresses and ranges separated by line breaks, spaces or commas.
  public static List<String> parseAddresses(String text) {
    return Arrays.stream(text.split("[\\s,]+")).filter(entry -> !entry.isEmpty()).toList();
  }

  public KeyPolicy withModels(ModelAllowlist newModels) {
    return new KeyPolicy(newModels, endpoints, addresses);
  }

  public KeyPolicy withEndpoints(List<String> newEndpoints) {
    return new KeyPolicy(models, newEndpoints, addresses);
  }

  public KeyPolicy withAddresses(List<String> newAddresses) {
    return new KeyPolicy(models, endpoints, newAddresses);
  }

  public boolean allowsEndpoint(String word) {
    return endpoints.isEmpty() || endpoints.contains(word);
  }

  public boolean allowsAddress(String address) {
    return isWithin(address, addresses);
  }

  /// Whether the address is in one of the ranges; in no range means in any.
  public static boolean isWithin(String address, List<String> ranges) {
    return ranges.isEmpty()
        || ranges.stream()
            .anyMatch(range ->
                AddressRange.parse(range).filter(parsed -> parsed.contains(address)).isPresent());
  }

  /// The same ranges, each once and in one way of writing.
  public static List<String> ranges(List<String> texts) {
    if (texts.size() > ADDRESSES_MAX) {
      throw new InvalidInputException(ADDRESSES, "Name at most " + ADDRESSES_MAX + " ranges.");
    }
    return texts.stream().map(KeyPolicy::range).distinct().toList();
  }

  private static String range(String text) {
    return AddressRange.parse(text)
        .orElseThrow(() ->
            new InvalidInputException(
                ADDRESSES,
                "“%s” is no IP address or range. Write them as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32."
                    .formatted(text)))
        .toString();
  }

  private static void requireEndpoint(String word) {
    if (!allEndpoints().contains(word)) {
      throw new InvalidInputException(
          ENDPOINTS,
          "There is no endpoint “%s”. There are: %s."
              .formatted(word, String.join(", ", allEndpoints())));
    }
  }
}
