package ai.nemorouter.guardrail.rule.exchange;

import ai.nemorouter.access.Permission;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.Place;
import ai.nemorouter.guardrail.rule.Places;
import ai.nemorouter.guardrail.rule.RuleChanges;
import ai.nemorouter.guardrail.rule.RuleJson;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleQueries;
import ai.nemorouter.guardrail.rule.RuleRows;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.guardrail.rule.RuleTermsJson;
import ai.nemorouter.guardrail.rule.StoredRule;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes rules out as JSON and in again: all of a file or nothing. Also adds the starting set.
@ApplicationScoped
public class RuleExchange {
  static final String FORMAT = "nemorouter-guardrails";
  private static final int FORMAT_VERSION = 1;

  private final Guardrails guardrails;
  private final RuleRows rows;
  private final RuleChanges changes;
  private final RuleQueries queries;
  private final Places places;
  private final Database database;

  RuleExchange(
      Guardrails guardrails,
      RuleRows rows,
      RuleChanges changes,
      RuleQueries queries,
      Places places,
      Database database) {
    this.guardrails = guardrails;
    this.rows = rows;
    this.changes = changes;
    this.queries = queries;
    this.places = places;
    this.database = database;
  }

  /// What importing does with a rule.
  public enum Outcome {
    CREATED,
    /// The scope has a rule of that name, which gets a new version.
    CHANGED,
    UNCHANGED,
    REFUSED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public String tone() {
      return switch (this) {
        case CREATED -> "good";
        case CHANGED -> "info";
        case UNCHANGED -> "plain";
        case REFUSED -> "bad";
      };
    }
  }

  /// What becomes of one rule of a file.
  ///
  /// @param position in the file, counted from 1
  /// @param problem why it is refused; empty where it is not
  public record Line(int position, String name, Outcome outcome, String problem) {}

  /// @param applied false where a rule is refused, and then nothing was changed
  public record Report(boolean applied, List<Line> lines) {
    public Report {
      lines = List.copyOf(lines);
    }

    public long refused() {
      return lines.stream().filter(line -> line.outcome() == Outcome.REFUSED).count();
    }
  }

  /// One rule.
  public RuleFileJson export(RuleKeeper keeper, UUID ruleId) {
    return file(List.of(guardrails.find(keeper, ruleId)));
  }

  /// All rules of one scope.
  public RuleFileJson export(RuleKeeper keeper, RuleScope scope) {
    return file(
        guardrails.applying(keeper, scope).stream()
            .filter(rule -> rule.scope().equals(scope))
            .toList());
  }

  /// Whether to offer the starting set: rules can be stored, and there is none, nor was there one
  /// before.
  public boolean offersStartingSet(RuleKeeper keeper) {
    return keeper.manages(keeper.widest(), null)
        && changes.canStore()
        && keeper.in(database, () -> queries.ever(keeper.orgId()) == 0);
  }

  /// Adds those whose names are free, each in the state that its template says.
  ///
  /// @return how many
  public int add(RuleKeeper keeper, List<RuleTemplate> templates) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return guardrails.changing(keeper, () -> add(keeper, templates, database.now()));
  }

  /// The same where calls of the past are put under the rules: they are as old as that.
  public int addSince(RuleKeeper keeper, List<RuleTemplate> templates, Instant at) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    return guardrails.changing(keeper, () -> add(keeper, templates, at));
  }

  private int add(RuleKeeper keeper, List<RuleTemplate> templates, Instant at) {
    Place place = places.getOrThrow(keeper.orgId(), keeper.widest());
    keeper.manageOrThrow(place.scope(), place.teamId());
    Map<String, StoredRule> present = present(keeper, place);
    int added = 0;
    for (RuleTemplate template : templates) {
      if (!present.containsKey(key(template.terms().name()))) {
        guardrails.create(keeper, place, template.terms(), "Starting set", at);
        added++;
      }
    }
    return added;
  }

  /// Looks at the whole file first. If it can use every rule, it creates those whose names the
  /// scope does not have, and gives those that it has a new version; else it changes nothing.
  ///
  /// @param dry whether only to tell what it would do
  /// @param reason why; may be empty
  /// @throws InvalidInputException if the file is none of ours
  public Report read(
      RuleKeeper keeper, RuleScope scope, ObjectNode file, boolean dry, String reason) {
    keeper.reachOrThrow(Permission.MANAGE_GUARDRAILS);
    JsonNode items = itemsOrThrow(file);
    return guardrails.changing(
        keeper,
        () -> {
          Place place = places.getOrThrow(keeper.orgId(), scope);
          keeper.manageOrThrow(scope, place.teamId());
          place.requireOpen();
          Map<String, StoredRule> present = present(keeper, place);
          Plan plan = plan(items, present);
          if (dry || plan.lines().stream().anyMatch(line -> line.outcome() == Outcome.REFUSED)) {
            return new Report(false, plan.lines());
          }
          plan.terms().forEach(terms -> apply(keeper, place, present, terms, reason));
          return new Report(true, plan.lines());
        });
  }

  /// @param terms those of lines that are not refused
  private record Plan(List<Line> lines, List<RuleTerms> terms) {}

  private Plan plan(JsonNode items, Map<String, StoredRule> present) {
    List<Line> lines = new ArrayList<>();
    List<RuleTerms> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int created = 0;
    for (JsonNode item : items) {
      int position = lines.size() + 1;
      String name = item.path("name").asText("");
      try {
        RuleTerms terms = validOrThrow(item, names);
        StoredRule before = present.get(key(terms.name()));
        created += before == null ? 1 : 0;
        requireRoom(present.size() + created);
        lines.add(new Line(position, terms.name(), outcome(before, terms), ""));
        all.add(terms);
      } catch (InvalidInputException e) {
        String problem = String.valueOf(e.getMessage());
        lines.add(new Line(position, name, Outcome.REFUSED, problem));
      }
    }
    return new Plan(lines, all);
  }

  private RuleTerms validOrThrow(JsonNode item, Set<String> names) {
    if (!(item instanceof ObjectNode object)) {
      throw new InvalidInputException("rules", "A rule must be an object.");
    }
    RuleTerms terms = RuleJson.read(object, null);
    changes.requireValid(terms, "");
    if (!names.add(key(terms.name()))) {
      throw new InvalidInputException("name", "The file has two rules of this name.");
    }
    return terms;
  }

  private static void requireRoom(int rules) {
    if (rules > RuleChanges.OF_A_SCOPE_MAX) {
      throw new InvalidInputException(
          "rules",
          "There may be %d rules here, and this would be one more."
              .formatted(RuleChanges.OF_A_SCOPE_MAX));
    }
  }

  private static Outcome outcome(@Nullable StoredRule before, RuleTerms terms) {
    if (before == null) {
      return Outcome.CREATED;
    }
    return before.terms().equals(terms) ? Outcome.UNCHANGED : Outcome.CHANGED;
  }

  private void apply(
      RuleKeeper keeper,
      Place place,
      Map<String, StoredRule> present,
      RuleTerms terms,
      String reason) {
    StoredRule before = present.get(key(terms.name()));
    if (before == null) {
      guardrails.create(keeper, place, terms, reason, database.now());
    } else {
      guardrails.change(
          keeper, before.id(), terms, new Guardrails.Making("changed", null, null, reason));
    }
  }

  private Map<String, StoredRule> present(RuleKeeper keeper, Place place) {
    Map<String, StoredRule> present = new HashMap<>();
    rows.applying(keeper.orgId(), List.of(place.scope().id()))
        .forEach(rule -> present.put(key(rule.terms().name()), rule));
    return present;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static RuleFileJson file(List<StoredRule> rules) {
    return new RuleFileJson(
        FORMAT,
        FORMAT_VERSION,
        rules.stream().map(rule -> RuleTermsJson.of(rule.terms())).toList());
  }

  private static JsonNode itemsOrThrow(ObjectNode file) {
    boolean ours =
        file.path("format").asText().equals(FORMAT)
            && file.path("version").asInt() == FORMAT_VERSION;
    if (!ours) {
      throw new InvalidInputException(
          "format",
          "This is no export of guardrails: `format` must be \"%s\" and `version` %d."
              .formatted(FORMAT, FORMAT_VERSION));
    }
    JsonNode items = file.path("rules");
    if (!items.isArray() || items.isEmpty()) {
      throw new InvalidInputException("rules", "`rules` must be a list of rules.");
    }
    return items;
  }
}
