package ai.nemorouter.provider;

import ai.nemorouter.money.Money;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// The row of a stored provider, of the installation or of an organization. A removed one stays
/// without its key, so that nodes learn of the removal.
@MappedSuperclass
abstract class ProviderEntity {
  @Id private UUID id;

  @Column(updatable = false)
  private String name;

  private String dialect;
  private String baseUrl;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> models;

  private boolean anyModel;
  private @Nullable Money inputPrice;
  private @Nullable Money outputPrice;
  private String costHeader;
  private int position;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> passOn;

  private @Nullable String apiKey;
  private @Nullable String keyEnd;
  private boolean enabled;
  private long version;

  @Column(updatable = false)
  private String createdBy;

  @Column(updatable = false)
  private Instant createdAt;

  private Instant updatedAt;
  private @Nullable Instant removedAt;

  /// A provider's key as it is stored.
  ///
  /// @param sealed encrypted, bound to its row; null where there is none
  /// @param end its last characters; null where there is none
  record Credential(@Nullable String sealed, @Nullable String end) {}

  /// A change of a row.
  ///
  /// @param version its number, by which nodes hear of it
  /// @param at when it is made, by the clock of the database
  public record Change(long version, Instant at) {}

  /// For Hibernate alone.
  protected ProviderEntity() {}

  ProviderEntity(
      UUID id, ProviderSettings settings, Credential credential, String createdBy, Change change) {
    this.id = id;
    this.name = settings.name();
    this.apiKey = credential.sealed();
    this.keyEnd = credential.end();
    this.enabled = true;
    this.createdBy = createdBy;
    this.createdAt = change.at();
    take(settings);
    note(change);
  }

  /// Null for the installation's own.
  abstract @Nullable UUID orgId();

  String name() {
    return name;
  }

  long version() {
    return version;
  }

  /// Encrypted; null where there is none.
  @Nullable String apiKey() {
    return apiKey;
  }

  boolean isRemoved() {
    return removedAt != null;
  }

  StoredProvider shown() {
    return new StoredProvider(
        orgId(),
        id,
        name,
        dialect,
        baseUrl,
        models,
        anyModel,
        inputPrice,
        outputPrice,
        costHeader,
        position,
        passOn,
        keyEnd,
        enabled,
        createdBy,
        createdAt,
        updatedAt);
  }

  /// @param credential the one there is stays where this is none
  void change(ProviderSettings settings, Credential credential, Change change) {
    take(settings);
    if (credential.sealed() != null) {
      apiKey = credential.sealed();
      keyEnd = credential.end();
    }
    note(change);
  }

  void enable(boolean newEnabled, Change change) {
    enabled = newEnabled;
    note(change);
  }

  /// Forgets its key too.
  void remove(Change change) {
    apiKey = null;
    keyEnd = null;
    removedAt = change.at();
    note(change);
  }

  private void take(ProviderSettings settings) {
    dialect = settings.dialect();
    baseUrl = settings.baseUrl();
    models = settings.models();
    anyModel = settings.anyModel();
    inputPrice = settings.inputPrice();
    outputPrice = settings.outputPrice();
    costHeader = settings.costHeader();
    position = settings.position();
    passOn = settings.passOn();
  }

  private void note(Change change) {
    version = change.version();
    updatedAt = change.at();
  }
}
