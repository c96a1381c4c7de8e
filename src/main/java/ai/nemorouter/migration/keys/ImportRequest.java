package ai.nemorouter.migration.keys;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// The body of a request that takes over keys: from a list in `source`, or read from an account
/// with its `management_key`.
@Schema(name = "KeyImportRequest")
record ImportRequest(
    @Schema(
            type = SchemaType.STRING,
            nullable = true,
            description = "The team that gets the keys, by name or id; without it the first one.")
        @Nullable JsonNode team,
    @Schema(
            type = SchemaType.STRING,
            enumeration = {"limit", "remaining"},
            description =
                "What becomes the limit of a key: its limit there, or what remains of it.")
        @Nullable JsonNode amount,
    @Schema(
            type = SchemaType.STRING,
            enumeration = {"skip", "rename"},
            description = "What becomes of a key whose name there is already.")
        @Nullable JsonNode duplicates,
    @Schema(type = SchemaType.BOOLEAN, description = "Only say what it would do.")
        @Nullable JsonNode dryRun,
    @Schema(nullable = true, description = "Limits of workspaces, as OpenRouter lists them.")
        @Nullable JsonNode budgets,
    @Schema(nullable = true, description = "Keys, as OpenRouter lists them.")
        @Nullable JsonNode source,
    @Schema(type = SchemaType.STRING, description = "Where the account is.")
        @Nullable JsonNode baseUrl,
    @Schema(
            type = SchemaType.STRING,
            description = "With which the account is read; it is not stored.")
        @Nullable JsonNode managementKey) {

  @Nullable String teamReference() {
    return team == null || team.isNull() ? null : team.asText();
  }

  String amountWord() {
    return text(amount);
  }

  String duplicatesWord() {
    return text(duplicates);
  }

  boolean isDryRun() {
    return dryRun != null && dryRun.asBoolean(false);
  }

  KeyImports.Source from(OpenRouterAccount account) {
    String limits = budgets == null || budgets.isNull() ? "" : Json.write(budgets);
    if (source != null && !source.isNull()) {
      return KeyImports.Source.of("the management API", Json.write(source), limits);
    }
    String address = text(baseUrl);
    return new KeyImports.Source(
        OpenRouterAccount.nameOf(address),
        account.keys(address, text(managementKey)),
        OpenRouterAnswers.budgets(limits));
  }

  private static String text(@Nullable JsonNode sent) {
    return sent == null ? "" : sent.asText("");
  }
}
