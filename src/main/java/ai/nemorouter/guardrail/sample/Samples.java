package ai.nemorouter.guardrail.sample;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The samples that an organization keeps. Their texts are for those who may change guardrails in
/// the team of the request; texts that people saved, for those who may in the whole organization.
@ForActor
@ApplicationScoped
public class Samples {
  /// Of a text that somebody saves, in UTF-16 units.
  public static final int TEXT_MAX = 20_000;

  private final SampleRows rows;
  private final SamplingRows sampling;
  private final Secrets secrets;
  private final Database database;
  private final AuditLog auditLog;

  Samples(
      SampleRows rows,
      SamplingRows sampling,
      Secrets secrets,
      Database database,
      AuditLog auditLog) {
    this.rows = rows;
    this.sampling = sampling;
    this.secrets = secrets;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Those of the actor's teams without their texts, the newest first.
  public PageOf<SampleRow> list(Actor actor, int page) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_GUARDRAILS);
    return rows.page(actor.orgId(), reach, database.now(), page);
  }

  /// Whether the actor may read its text.
  public static boolean isReadable(Actor actor, SampleRow sample) {
    UUID teamId = sample.teamId();
    return teamId == null
        ? actor.may(Permission.MANAGE_GUARDRAILS)
        : actor.may(Permission.MANAGE_GUARDRAILS, teamId);
  }

  /// @throws NotFoundException also for one whose text the actor may not read
  public SampleText find(Actor actor, UUID id) {
    Reach reach = actor.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    SampleRow row = rows.getOrThrow(actor.orgId(), reach, database.now(), id);
    return new SampleText(row, parts(actor.orgId(), entityOrThrow(actor, id)));
  }

  /// Keeps a text that somebody typed, so that rules are tried on it again.
  ///
  /// @param direction which way it is taken to go
  /// @throws InvalidInputException where the organization keeps no samples
  public SampleRow save(Actor actor, Direction direction, String text) {
    actor.authorizeOrThrow(Permission.MANAGE_GUARDRAILS);
    if (text.isBlank() || text.length() > TEXT_MAX) {
      throw new InvalidInputException(
          "text", "Enter a text of at most %,d characters.".formatted(TEXT_MAX));
    }
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("text", Secrets.REMEDY);
    }
    SamplingTerms terms =
        sampling
            .lock(actor.orgId())
            .orElseThrow(() ->
                new InvalidInputException(
                    "text", "The organization keeps no samples. Turn keeping on first."))
            .terms();
    boolean output = direction == Direction.OUTPUT;
    SampleParts parts = new SampleParts();
    parts.add(Part.text("text", output ? "assistant" : "user", text));
    UUID id = Ids.next();
    rows.persist(
        new SampleEntity(
            actor.orgId(),
            id,
            new SampleEntity.SavedText(text, output, actor.displayName()),
            secrets.seal(parts.write(), SampleWriter.place(actor.orgId(), id)),
            database.now(),
            terms.days()));
    rows.trim(actor.orgId(), terms.maximum());
    auditLog.record(
        actor,
        "guardrail_sample.saved",
        "guardrail sample " + id,
        Changes.none().about("characters", text.length()));
    return rows.getOrThrow(actor.orgId(), Reach.EVERYWHERE, database.now(), id);
  }

  /// @throws NotFoundException also for one whose text the actor may not read
  public void delete(Actor actor, UUID id) {
    Reach reach = actor.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    SampleRow row = rows.getOrThrow(actor.orgId(), reach, database.now(), id);
    rows.delete(entityOrThrow(actor, id));
    auditLog.record(
        actor,
        "guardrail_sample.deleted",
        "guardrail sample " + id,
        Changes.none().about("kept_at", row.keptAt().toString()).about("source", row.source()));
  }

  /// How many there are that a rule of that scope would have looked at, within the teams in which
  /// the actor holds the permission.
  public long countFor(Actor actor, Permission permission, RuleScope scope) {
    Reach reach = actor.reachOrThrow(permission);
    return rows.countForRule(actor.orgId(), reach, database.now(), scope);
  }

  /// Some of them with their texts, the newest first, so that a program can look at them. What
  /// people are shown of them goes by `isReadable`.
  ///
  /// @param before the id of the last one that is known
  public List<SampleText> textsFor(
      Actor actor, Permission permission, RuleScope scope, UUID before, int most) {
    Reach reach = actor.reachOrThrow(permission);
    List<SampleRow> found = rows.forRule(actor.orgId(), reach, database.now(), scope, before, most);
    Map<UUID, SampleRow> byId =
        found.stream().collect(Collectors.toMap(SampleRow::id, Function.identity()));
    return rows
        .find("orgId = ?1 and id in ?2 order by id desc", actor.orgId(), byId.keySet())
        .stream()
        .flatMap(sample ->
            Stream.ofNullable(byId.get(sample.id()))
                .map(row -> new SampleText(row, parts(actor.orgId(), sample))))
        .toList();
  }

  /// Where the samples begin that `textsFor` reads.
  public static UUID newest() {
    return SampleRow.afterAll();
  }

  private SampleEntity entityOrThrow(Actor actor, UUID id) {
    return rows.find("orgId = ?1 and id = ?2", actor.orgId(), id)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("sample"));
  }

  private List<Part> parts(UUID orgId, SampleEntity sample) {
    if (!secrets.areAvailable()) {
      return List.of();
    }
    try {
      return SampleParts.read(secrets.open(sample.texts(), SampleWriter.place(orgId, sample.id())));
    } catch (IllegalStateException e) {
      return List.of(); // The installation has another key for secrets by now.
    }
  }
}
