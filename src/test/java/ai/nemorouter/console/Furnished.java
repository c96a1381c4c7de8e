package ai.nemorouter.console;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.World;
import java.net.HttpURLConnection;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// An organization that has something to show on every page, under names as long as can be.
public record Furnished(
    World.Place place,
    UUID teamId,
    UUID keyId,
    UUID managementKeyId,
    UUID ownerId,
    UUID limitId,
    UUID defaultId,
    UUID importId,
    UUID entryId,
    UUID paid,
    UUID refused,
    UUID painted,
    List<String> peoplePages,
    List<String> guardrailPages) {
  /// Its pages with the status that they are answered with.
  Map<String, Integer> pages() {
    Map<String, Integer> pages = new LinkedHashMap<>();
    for (String path :
        List.of(
            "overview",
            "search?search=re",
            "requests",
            "requests?status=failed",
            "requests/" + paid,
            "requests/" + refused,
            "requests/" + painted,
            "requests?operation=images",
            "requests?model=%22a/b%22&member=-&provider=-",
            "usage",
            "usage?group=key&metric=latency&range=90d",
            "usage?group=member&metric=tokens&from=2026-01-01&model=no-such-model",
            "usage/schedule",
            "teams",
            "teams/new",
            "teams/" + teamId,
            "teams/" + teamId + "/name",
            "teams/" + teamId + "/archive",
            "members",
            "members/" + ownerId,
            "credit",
            "credit/grant",
            "credit/withdrawal",
            "credit/purchases",
            "credit/purchases?search=none",
            "credit/purchases/new",
            "credit/statements",
            "credit/statements/" + YearMonth.now(ZoneOffset.UTC),
            "credit/top-up",
            "credit/billing")) {
      pages.put(path, HttpURLConnection.HTTP_OK);
    }
    keyPages().forEach(path -> pages.put(path, HttpURLConnection.HTTP_OK));
    limitPages().forEach(path -> pages.put(path, HttpURLConnection.HTTP_OK));
    auditPages().forEach(path -> pages.put(path, HttpURLConnection.HTTP_OK));
    guardrailPages.forEach(path -> pages.put(path, HttpURLConnection.HTTP_OK));
    peoplePages.forEach(path -> pages.put(path, HttpURLConnection.HTTP_OK));
    modelPages().forEach(path -> pages.put(path, HttpURLConnection.HTTP_OK));
    pages.put("keys/" + Ids.next(), HttpURLConnection.HTTP_NOT_FOUND);
    pages.put("nowhere", HttpURLConnection.HTTP_NOT_FOUND);
    return pages;
  }

  private List<String> keyPages() {
    return List.of(
        "keys",
        "keys?unused=90",
        "keys/new",
        "keys/" + keyId,
        "keys/" + keyId + "/settings",
        "keys/" + keyId + "/rotation",
        "keys/" + keyId + "/previous-secret",
        "keys/" + keyId + "/revocation",
        "keys/selection?action=rotate&key=" + keyId,
        "keys/selection?action=revoke&key=" + keyId,
        "keys/selection?action=expire&key=" + keyId,
        "management-keys",
        "management-keys?search=no-such-thing",
        "management-keys/new?preset=all",
        "management-keys/" + managementKeyId,
        "management-keys/" + managementKeyId + "/rotation",
        "management-keys/" + managementKeyId + "/previous-secret",
        "management-keys/" + managementKeyId + "/revocation");
  }

  private List<String> modelPages() {
    return List.of(
        "models",
        "allowed-models",
        "allowed-models?search=no-such-thing",
        "allowed-models/organization",
        "allowed-models/teams/" + teamId,
        "models?search=no-such-thing",
        "models/scripted/console",
        "aliases",
        "aliases?search=no-such-thing",
        "aliases/new",
        "aliases/" + FurnishedOrganization.ALIAS + "/target",
        "aliases/" + FurnishedOrganization.ALIAS + "/removal",
        "migration",
        "migration/staging",
        "migration/staging?models=" + "m".repeat(300) + ",scripted/console",
        "migration/imports",
        "migration/imports/" + importId + "/revocation",
        "providers",
        "providers?search=no-such-thing",
        "providers/new",
        "providers/" + FurnishedOrganization.PROVIDER,
        "providers/" + FurnishedOrganization.PROVIDER + "/settings",
        "providers/" + FurnishedOrganization.PROVIDER + "/removal");
  }

  private List<String> auditPages() {
    return List.of(
        "audit",
        "audit?actor=nobody&from=2026-01-01&address=203.0.113.7",
        "audit/entries/" + entryId,
        "audit/integrity",
        "audit/settings",
        "audit/retention",
        "audit/webhook",
        "audit/webhook/secret",
        "audit/webhook/removal");
  }

  private List<String> limitPages() {
    return List.of(
        "limits",
        "limits?unit=tokens",
        "limits/new?scope=team&scope_id=" + teamId,
        "limits/" + limitId,
        "limits/" + limitId + "/raise",
        "limits/" + limitId + "/raise/end",
        "limits/" + limitId + "/restart",
        "limits/" + limitId + "/removal",
        "limits/defaults/new?scope=key",
        "limits/defaults/" + defaultId,
        "limits/defaults/" + defaultId + "/removal");
  }
}
