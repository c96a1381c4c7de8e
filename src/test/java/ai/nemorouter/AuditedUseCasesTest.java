package ai.nemorouter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.provider.ProviderOwner;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Query;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.MutationQuery;
import org.junit.jupiter.api.Test;

/// Checks that changes on somebody's behalf are written down: every use case that takes an actor
/// and writes to the database also reaches the audit log.
class AuditedUseCasesTest {
  private static final String ROOT = "ai.nemorouter";
  private static final Set<Class<?>> WHO =
      Set.of(Actor.class, Operator.class, ProviderOwner.class, RuleKeeper.class);

  /// Use cases that write and are no change of rights, limits, money, keys, rules or settings, each
  /// with the reason.
  private static final Map<String, String> NOT_WRITTEN_DOWN =
      Map.of(
          "InvitationEmails.send", "it notes that the letter of an invitation left",
          "Setup.hide", "a person hides the first steps from themselves",
          "Setup.show", "a person shows themselves the first steps again");

  private static final Set<Class<?>> WRITERS =
      Set.of(EntityManager.class, Query.class, MutationQuery.class, PanacheRepositoryBase.class);
  private static final Set<String> WRITES =
      Set.of(
          "persist",
          "persistAndFlush",
          "merge",
          "remove",
          "executeUpdate",
          "update",
          "delete",
          "deleteById",
          "deleteAll");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void everyUseCaseThatChangesSomethingIsWrittenDown() {
    Set<String> silent = new TreeSet<>();
    int changing = 0;
    for (JavaClass type : CLASSES) {
      for (JavaMethod method : type.getMethods()) {
        if (!isUseCase(method)) {
          continue;
        }
        Set<JavaCodeUnit> reached = reached(method);
        if (changes(reached)) {
          changing++;
          if (reached.stream().noneMatch(unit -> unit.getOwner().isEquivalentTo(AuditLog.class))) {
            silent.add(type.getSimpleName() + "." + method.getName());
          }
        }
      }
    }

    assertThat(changing).as("use cases that change something").isGreaterThan(30);
    assertThat(silent)
        .as(
            "call AuditLog.record in the transaction of the change, or say in NOT_WRITTEN_DOWN why not;"
                + " what is written down leaves that list")
        .containsExactlyInAnyOrderElementsOf(NOT_WRITTEN_DOWN.keySet());
  }

  private static boolean isUseCase(JavaMethod method) {
    String name = method.getOwner().getSimpleName();
    return !method.getModifiers().contains(JavaModifier.PRIVATE)
        && !method.getModifiers().contains(JavaModifier.SYNTHETIC)
        && !name.endsWith("Pages")
        && !name.endsWith("Api")
        && !method.getOwner().isEquivalentTo(AuditLog.class)
        && !isEntity(method.getOwner())
        && method.getRawParameterTypes().stream()
            .anyMatch(type -> WHO.stream().anyMatch(type::isAssignableTo));
  }

  private static boolean changes(Set<JavaCodeUnit> reached) {
    return reached.stream()
        .filter(unit -> !(unit.isConstructor() && isEntity(unit.getOwner())))
        .flatMap(unit -> unit.getAccessesFromSelf().stream())
        .anyMatch(AuditedUseCasesTest::writes);
  }

  /// Sets a field of an entity, lets Hibernate write or delete, or runs a query that changes rows.
  private static boolean writes(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    boolean sets =
        access instanceof JavaFieldAccess field
            && field.getAccessType() == JavaFieldAccess.AccessType.SET
            && isEntity(target.getOwner());
    boolean calls =
        WRITERS.stream().anyMatch(writer -> target.getOwner().isAssignableTo(writer))
            && WRITES.contains(target.getName());
    boolean runs =
        target.resolveMember().stream()
            .filter(member -> member.isAnnotatedWith(HQL.class))
            .map(member -> member.getAnnotationOfType(HQL.class).value().strip())
            .anyMatch(query -> !query.startsWith("select") && !query.startsWith("from"));
    return sets || calls || runs;
  }

  /// Or what several of them have in common.
  private static boolean isEntity(JavaClass type) {
    return type.isAnnotatedWith(Entity.class) || type.isAnnotatedWith(MappedSuperclass.class);
  }

  /// All of our own code that it calls, directly or not.
  private static Set<JavaCodeUnit> reached(JavaMethod from) {
    Set<JavaCodeUnit> seen = new HashSet<>();
    Deque<JavaCodeUnit> next = new ArrayDeque<>();
    next.add(from);
    while (!next.isEmpty()) {
      JavaCodeUnit unit = next.remove();
      if (!seen.add(unit) || unit.getOwner().isEquivalentTo(AuditLog.class)) {
        continue;
      }
      unit.getAccessesFromSelf().stream()
          .map(JavaAccess::getTarget)
          .flatMap(target -> target.resolveMember().stream())
          .filter(JavaCodeUnit.class::isInstance)
          .map(JavaCodeUnit.class::cast)
          .filter(called -> called.getOwner().getPackageName().startsWith(ROOT))
          .forEach(next::add);
    }
    return seen;
  }
}
