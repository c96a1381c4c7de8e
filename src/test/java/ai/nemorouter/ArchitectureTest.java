package ai.nemorouter;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.persistence.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hibernate.annotations.processing.HQL;
import org.junit.jupiter.api.Test;

/// Checks which packages may depend on which, so that a feature can be read, changed and tested
/// without the others.
class ArchitectureTest {
  private static final String ROOT = "ai.nemorouter";

  /// The features of the business, in the order in which they depend on each other.
  private static final Set<String> FEATURES =
      Set.of(
          "access",
          "webhook",
          "account",
          "organization",
          "limit",
          "credit",
          "key",
          "provider",
          "catalog",
          "usage",
          "books",
          "audit",
          "alert",
          "guardrail",
          "sso",
          "migration",
          "policy",
          "playground",
          "signup");

  /// Each top-level package with the ones it may know; a package that is not here fails the test.
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("platform", Set.of()),
          Map.entry("money", Set.of()),
          Map.entry("access", Set.of("platform")),
          Map.entry("webhook", Set.of("platform")),
          Map.entry("openapi", Set.of("platform", "access")),
          Map.entry("account", Set.of("platform", "access", "audit")),
          Map.entry("organization", Set.of("platform", "money", "access", "account", "audit")),
          Map.entry("sso", Set.of("platform", "access", "account", "organization", "audit")),
          Map.entry(
              "limit",
              Set.of(
                  "platform", "money", "access", "organization", "audit", "catalog", "provider")),
          Map.entry(
              "credit",
              Set.of("platform", "money", "access", "organization", "limit", "usage", "audit")),
          Map.entry(
              "key",
              Set.of(
                  "platform",
                  "money",
                  "access",
                  "account",
                  "organization",
                  "catalog",
                  "provider",
                  "limit",
                  "audit")),
          Map.entry("provider", Set.of("platform", "money", "access", "organization", "audit")),
          Map.entry(
              "catalog",
              Set.of("platform", "money", "access", "provider", "organization", "audit")),
          Map.entry(
              "usage",
              Set.of(
                  "platform",
                  "money",
                  "access",
                  "organization",
                  "catalog",
                  "limit",
                  "provider",
                  "guardrail",
                  "audit")),
          Map.entry("books", Set.of("platform", "money", "access", "limit", "audit")),
          Map.entry("audit", Set.of("platform", "access", "webhook")),
          Map.entry(
              "alert",
              Set.of("platform", "money", "access", "organization", "limit", "audit", "webhook")),
          Map.entry(
              "guardrail",
              Set.of(
                  "platform", "access", "organization", "provider", "catalog", "audit", "webhook")),
          Map.entry(
              "migration",
              Set.of(
                  "platform",
                  "money",
                  "access",
                  "organization",
                  "provider",
                  "catalog",
                  "limit",
                  "key",
                  "audit")),
          Map.entry(
              "policy",
              Set.of(
                  "platform",
                  "money",
                  "access",
                  "organization",
                  "limit",
                  "guardrail",
                  "key",
                  "usage")),
          Map.entry(
              "playground",
              Set.of(
                  "platform",
                  "money",
                  "access",
                  "provider",
                  "catalog",
                  "key",
                  "guardrail",
                  "usage",
                  "audit")),
          Map.entry(
              "signup",
              Set.of(
                  "platform",
                  "money",
                  "access",
                  "account",
                  "organization",
                  "sso",
                  "credit",
                  "key",
                  "audit")),
          Map.entry("gateway", foundationAndFeatures()),
          Map.entry("console", foundationAndFeatures()),
          Map.entry("demo", foundationAndFeatures()),
          Map.entry("bootstrap", with(foundationAndFeatures(), "demo")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void everyPackageSaysWhomItMayKnow() {
    Set<String> packages = new TreeSet<>();
    CLASSES.stream().map(ArchitectureTest::topLevelPackage).forEach(packages::add);
    packages.remove("");

    assertThat(packages).isNotEmpty();
    assertThat(MAY_KNOW.keySet())
        .as("MAY_KNOW in ArchitectureTest has each package with the packages it may know")
        .containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void aPackageKnowsOnlyThoseItMayKnow() {
    List<String> violations = new ArrayList<>();
    MAY_KNOW.forEach((name, known) -> {
      ArchRule rule =
          noClasses()
              .that(resideInAPackage(ROOT + "." + name + ".."))
              .should()
              .dependOnClassesThat(
                  resideInAPackage(ROOT + "..")
                      .and(not(resideInAnyPackage(packagePatterns(with(known, name))))))
              .allowEmptyShould(true);
      for (String detail : rule.evaluate(CLASSES).getFailureReport().getDetails()) {
        violations.add("%s may know only %s: %s".formatted(name, known, detail));
      }
    });
    assertThat(violations)
        .as("move the code to a package that may know both, or pass in what it needs")
        .isEmpty();
  }

  @Test
  void packagesFormNoCycle() {
    slices()
        .matching(ROOT + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("two packages that know each other are one package; turn one arrow round")
        .check(CLASSES);
  }

  /// A feature's tables are its own: other features ask its use cases, which authorize and log. Its
  /// own packages share its entities.
  @Test
  void entitiesAndTheirQueriesAreKnownToTheirFeatureAlone() {
    classes()
        .should(leaveEntitiesOfOthersAlone())
        .because("other features get records from the use cases")
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> leaveEntitiesOfOthersAlone() {
    DescribedPredicate<JavaClass> entities = areEntities();
    return new ArchCondition<>("not depend on another feature's entities") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass();
          if (target.getPackageName().startsWith(ROOT)
              && entities.test(target)
              && !topLevelPackage(target).equals(topLevelPackage(origin))) {
            events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
          }
        }
      }
    };
  }

  @Test
  void noTwoEntitiesHaveTheSameName() {
    Map<String, List<String>> named =
        CLASSES.stream()
            .filter(type -> type.isAnnotatedWith(Entity.class))
            .collect(
                groupingBy(ArchitectureTest::entityName, mapping(JavaClass::getName, toList())));

    assertThat(named).hasSizeGreaterThan(30);
    assertThat(named.values())
        .as("queries name an entity by this name alone, in whichever package it is")
        .allMatch(types -> types.size() == 1);
  }

  private static String entityName(JavaClass type) {
    String name = type.getAnnotationOfType(Entity.class).name();
    return name.isEmpty() ? type.getSimpleName() : name;
  }

  @Test
  void transactionsAreOpenedByTheDatabaseAlone() {
    noClasses()
        .that(not(resideInAPackage(ROOT + ".platform.database")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("io.quarkus.narayana..", "jakarta.transaction.."))
        .because("a transaction says whose rows it is about: `Database`, `@ForActor`")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> areEntities() {
    return describe(
        "are entities, their repositories or their queries",
        type ->
            !type.getSimpleName().endsWith("_")
                && !type.getSimpleName().startsWith("_")
                && (type.isAnnotatedWith(Entity.class)
                    || type.isAssignableTo(PanacheRepositoryBase.class)
                    || type.getMethods().stream()
                        .anyMatch(method -> method.isAnnotatedWith(HQL.class))));
  }

  @Test
  void pagesAndApisAreCalledByNobodyElse() {
    classes()
        .should(leavePagesAndApisOfOthersAlone())
        .because("pages and APIs are edges; call the use case class behind them (`Keys`, `Teams`)")
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> leavePagesAndApisOfOthersAlone() {
    return new ArchCondition<>("not depend on another package's Pages or Api") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
          if (isEdgeOfAnother(dependency.getTargetClass(), origin)) {
            events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isEdgeOfAnother(JavaClass target, JavaClass origin) {
    String name = target.getName();
    String outermost = name.replaceFirst("\\$.*", "");
    return name.startsWith(ROOT + ".")
        && (outermost.endsWith("Pages") || outermost.endsWith("Api"))
        && !target.getPackageName().equals(origin.getPackageName());
  }

  private static String topLevelPackage(JavaClass type) {
    String below = type.getPackageName().substring(ROOT.length());
    return below.isEmpty() ? "" : below.substring(1).replaceFirst("\\..*", "");
  }

  private static String[] packagePatterns(Set<String> names) {
    return names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
  }

  private static Set<String> foundationAndFeatures() {
    return with(FEATURES, "platform", "money");
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new TreeSet<>(names);
    Stream.of(more).forEach(all::add);
    return all;
  }
}
