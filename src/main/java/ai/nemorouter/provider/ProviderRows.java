package ai.nemorouter.provider;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Reads and writes the tables of stored providers: one for the installation's own, one for those
/// of organizations.
final class ProviderRows {
  private static final String COLUMNS =
      "id, name, dialect, base_url, models, any_model, input_price, output_price, cost_header, position, pass_on, key_end, enabled,"
          + " created_by, created_at, updated_at";
  private static final String OF_INSTALLATION =
      "(select null::uuid as org_id, p.* from operator_providers p) p";
  private static final String OF_ORGANIZATIONS = "organization_providers p";

  private static final RowMapper<StoredProvider> ROW = ConstructorMapper.of(StoredProvider.class);

  private ProviderRows() {}

  /// A change that nodes are to be notified of.
  ///
  /// @param apiKey encrypted; null where there is none
  record Changed(StoredProvider provider, @Nullable String apiKey, boolean removed, long version) {}

  static List<StoredProvider> list(Handle handle, @Nullable UUID orgId) {
    return handle
        .createQuery(
            "select org_id, "
                + COLUMNS
                + " from "
                + from(orgId)
                + " where removed_at is null"
                + own(orgId)
                + " order by position, name")
        .bindMap(orgBinding(orgId))
        .map(ROW)
        .list();
  }

  static Optional<StoredProvider> find(Handle handle, @Nullable UUID orgId, String name) {
    return list(handle, orgId).stream().filter(found -> found.name().equals(name)).findFirst();
  }

  /// Whether the installation has a provider of that name, which is all that others may know of it.
  static boolean isInstallations(Handle handle, String name) {
    return handle
        .createQuery(
            "select exists (select from operator_providers where name = :name and removed_at is null)")
        .bind("name", name)
        .mapTo(Boolean.class)
        .one();
  }

  /// What changed since a version, oldest first.
  static List<Changed> since(Handle handle, long version) {
    String columns =
        "select org_id, " + COLUMNS + ", api_key, removed_at is not null as removed, version from ";
    return handle
        .createQuery(
            "select * from ("
                + columns
                + OF_INSTALLATION
                + " union all "
                + columns
                + OF_ORGANIZATIONS
                + ") p where version > :version order by version")
        .bind("version", version)
        .map((row, context) ->
            new Changed(
                ROW.map(row, context),
                row.getString("api_key"),
                row.getBoolean("removed"),
                row.getLong("version")))
        .list();
  }

  /// Encrypted; none where the provider wants none.
  static Optional<String> apiKey(Handle handle, StoredProvider provider) {
    return handle
        .createQuery(
            "select api_key from "
                + table(provider.orgId())
                + " where id = :id"
                + own(provider.orgId()))
        .bind("id", provider.id())
        .bindMap(orgBinding(provider.orgId()))
        .map((row, _) -> Optional.ofNullable(row.getString(1)))
        .one();
  }

  /// The number of the change that this transaction makes; others wait until it commits.
  static long nextVersion(Handle handle) {
    return handle
        .createQuery("update provider_changes set version = version + 1 returning version")
        .mapTo(Long.class)
        .one();
  }

  /// @param apiKey encrypted; null where there is none
  static void insert(
      Handle handle,
      @Nullable UUID orgId,
      UUID id,
      ProviderSettings settings,
      @Nullable String apiKey,
      @Nullable String keyEnd,
      String createdBy) {
    String first = orgId == null ? "" : "org_id, ";
    String firstValue = orgId == null ? "" : ":orgId, ";
    var statement =
        handle.createUpdate(
            "insert into "
                + table(orgId)
                + " ("
                + first
                + """
                id, name, dialect, base_url, models, any_model, input_price, output_price, cost_header,
                position, pass_on, api_key, key_end, version, created_by) values (
                """
                + firstValue
                + """
                :id, :name, :dialect, :baseUrl, :models, :anyModel, :inputPrice, :outputPrice, :costHeader,
                :position, :passOn, :apiKey, :keyEnd, :version, :createdBy)
                """);
    bind(statement, settings)
        .bind("id", id)
        .bind("name", settings.name())
        .bind("apiKey", apiKey)
        .bind("keyEnd", keyEnd)
        .bind("version", nextVersion(handle))
        .bind("createdBy", createdBy)
        .bindMap(orgBinding(orgId))
        .execute();
  }

  /// @param apiKey encrypted; null to keep the one there is
  static void update(
      Handle handle,
      StoredProvider provider,
      ProviderSettings settings,
      @Nullable String apiKey,
      @Nullable String keyEnd) {
    bind(
            handle.createUpdate(
                "update "
                    + table(provider.orgId())
                    + """
                     set dialect = :dialect, base_url = :baseUrl, models = :models, any_model = :anyModel,
                      input_price = :inputPrice, output_price = :outputPrice, cost_header = :costHeader,
                      position = :position, pass_on = :passOn, api_key = coalesce(:apiKey, api_key), key_end = coalesce(:keyEnd, key_end),
                      version = :version, updated_at = now() where id = :id
                    """
                    + own(provider.orgId())),
            settings)
        .bind("id", provider.id())
        .bind("apiKey", apiKey)
        .bind("keyEnd", keyEnd)
        .bind("version", nextVersion(handle))
        .bindMap(orgBinding(provider.orgId()))
        .execute();
  }

  static void enable(Handle handle, StoredProvider provider, boolean enabled) {
    set(handle, provider, enabled ? "enabled = true" : "enabled = false");
  }

  static void remove(Handle handle, StoredProvider provider) {
    set(handle, provider, "removed_at = now(), api_key = null, key_end = null");
  }

  private static void set(Handle handle, StoredProvider provider, String assignments) {
    handle
        .createUpdate(
            "update "
                + table(provider.orgId())
                + " set "
                + assignments
                + ", version = :version, updated_at = now() where id = :id"
                + own(provider.orgId()))
        .bind("id", provider.id())
        .bind("version", nextVersion(handle))
        .bindMap(orgBinding(provider.orgId()))
        .execute();
  }

  /// What the ciphertext of a key is bound to.
  static String place(@Nullable UUID orgId, UUID id) {
    return table(orgId) + ".api_key|" + (orgId == null ? "" : orgId + "|") + id;
  }

  private static <T extends SqlStatement<T>> T bind(T statement, ProviderSettings settings) {
    return statement
        .bind("dialect", settings.dialect())
        .bind("baseUrl", settings.baseUrl())
        .bindArray("models", String.class, settings.models())
        .bind("anyModel", settings.anyModel())
        .bind("inputPrice", settings.inputPrice())
        .bind("outputPrice", settings.outputPrice())
        .bind("costHeader", settings.costHeader())
        .bind("position", settings.position())
        .bindArray("passOn", String.class, settings.passOn());
  }

  private static String table(@Nullable UUID orgId) {
    return orgId == null ? "operator_providers" : "organization_providers";
  }

  private static String from(@Nullable UUID orgId) {
    return orgId == null ? OF_INSTALLATION : OF_ORGANIZATIONS;
  }

  private static String own(@Nullable UUID orgId) {
    return orgId == null ? "" : " and org_id = :orgId";
  }

  private static Map<String, UUID> orgBinding(@Nullable UUID orgId) {
    return orgId == null ? Map.of() : Map.of("orgId", orgId);
  }
}
