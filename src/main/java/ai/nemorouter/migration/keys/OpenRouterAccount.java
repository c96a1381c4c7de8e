package ai.nemorouter.migration.keys;

import ai.nemorouter.migration.MigrationConfig;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.OperatorHttp;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.platform.outbound.OutboundHttp.Outcome;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Asks an account elsewhere for its keys, page by page, with a management key that is used for
/// that alone and kept nowhere.
@ApplicationScoped
class OpenRouterAccount {
  private static final int PAGE_BYTES_MAX = 2 * 1024 * 1024;
  private static final int FULL_PAGE = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SUCCESS = 200;

  private final OperatorHttp operator;
  private final OutboundHttp tenants;
  private final URI usual;
  private final Reach reach;

  OpenRouterAccount(OperatorHttp operator, OutboundHttp tenants, MigrationConfig config) {
    this.operator = operator;
    this.tenants = tenants;
    this.usual = config.openrouterUrl();
    this.reach = Reach.of(config.allowPrivateSources());
  }

  /// Up to and including `/v1`, as the operator configured it.
  String usualAddress() {
    return usual.toString();
  }

  /// @param address up to and including `/v1`; empty for the usual one
  /// @throws InvalidInputException that says why there is no list
  List<ForeignKey> keys(String address, String managementKey) {
    if (managementKey.isBlank()) {
      throw new InvalidInputException(
          "management_key", "Enter a management key of the account, or paste its list of keys.");
    }
    List<String> pages = new ArrayList<>();
    int found = 0;
    while (found < OpenRouterAnswers.KEYS_MAX) {
      String page = page(address, found, managementKey.strip());
      int size = sizeOf(page);
      if (size > 0) {
        pages.add(page);
      }
      found += size;
      if (size < FULL_PAGE) {
        break;
      }
    }
    return OpenRouterAnswers.keys("[" + String.join(",", pages) + "]");
  }

  /// Where it was read, for people: never with the query or a password.
  static String nameOf(String address) {
    try {
      String host = URI.create(address.strip()).getHost();
      return host == null ? "an address" : host;
    } catch (IllegalArgumentException e) {
      return "an address";
    }
  }

  private String page(String address, int offset, String managementKey) {
    Map<String, String> headers = Map.of("authorization", "Bearer " + printable(managementKey));
    Outcome outcome =
        address.isBlank() || address.strip().equals(usualAddress())
            ? operator.ask(
                OpenRouterApi.class,
                new OperatorHttp.Target(usual, headers),
                PAGE_BYTES_MAX,
                PATIENCE,
                account -> account.keys(true, offset))
            : tenants.get(
                address.strip().replaceFirst("/+$", "")
                    + "/keys?include_disabled=true&offset="
                    + offset,
                reach,
                headers,
                PAGE_BYTES_MAX,
                PATIENCE);
    return switch (outcome) {
      case Outcome.Answered(int status, String text) when status == SUCCESS -> text;
      case Outcome.Answered(int status, _) -> throw wrong(reason(status));
      case Outcome.Refused(String reason) -> throw wrong(reason);
      case Outcome.Failed(String reason) -> throw wrong(reason);
    };
  }

  /// A header takes no other letters.
  private static String printable(String managementKey) {
    if (!managementKey.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
      throw new InvalidInputException("management_key", "This is not a key.");
    }
    return managementKey;
  }

  private static int sizeOf(String page) {
    try {
      return OpenRouterAnswers.keys(page).size();
    } catch (InvalidInputException e) {
      if (page.replaceAll("\\s", "").contains("\"data\":[]")) {
        return 0;
      }
      throw wrong("It did not answer with a list of keys.");
    }
  }

  private static String reason(int status) {
    return switch (status) {
      case 401 -> "It does not know this management key (HTTP 401).";
      case 403 -> "This is not a management key: an inference key cannot list keys (HTTP 403).";
      case 404 -> "There is no list of keys at this address (HTTP 404). It ends with /v1.";
      default -> "It answered with HTTP " + status + ".";
    };
  }

  private static InvalidInputException wrong(String message) {
    return new InvalidInputException("address", message);
  }
}
