package dev.sirius.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** The rules of the house. */
final class Rules {

  static final String CORE = "dev.sirius.core..";
  static final String CLI = "dev.sirius.cli..";
  static final List<String> ADAPTERS =
      List.of(
          "dev.sirius.adapters.catalogue..",
          "dev.sirius.adapters.device..",
          "dev.sirius.adapters.gguf..",
          "dev.sirius.adapters.llamacpp..",
          "dev.sirius.adapters.registry..",
          "dev.sirius.adapters.vector..",
          "dev.sirius.adapters.ollama.http..",
          "dev.sirius.adapters.ollama.cli..",
          "dev.sirius.adapters.ollama.store..");

  static final ArchRule CORE_DEPENDS_ON_THE_JDK_ALONE =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(CORE, "java..", "javax.crypto..");

  static final ArchRule ADAPTERS_SEE_ONLY_THEMSELVES_AND_THE_CORE =
      classes()
          .that()
          .resideInAPackage("dev.sirius.adapters..")
          .should(notDependOnAnotherAdapterOrTheCommandLine());

  static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_GUICE_AND_PICOCLI =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.inject..", "jakarta.inject..", "picocli..");

  static final ArchRule ONLY_ITS_OWNERS_KNOW_JACKSON =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              CLI,
              "dev.sirius.adapters.catalogue..",
              "dev.sirius.adapters.device..",
              "dev.sirius.adapters.registry..",
              "dev.sirius.adapters.ollama.http..",
              "dev.sirius.adapters.ollama.store..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  static final ArchRule ONLY_THE_DEVICE_ADAPTER_KNOWS_OSHI =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sirius.adapters.device..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("oshi..", "com.sun.jna..");

  static final ArchRule PORTS_ARE_IMPLEMENTED_OUTSIDE_THE_CORE =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .and(not(INTERFACES))
          .should()
          .beAssignableTo(resideInAPackage("dev.sirius.core..port..").and(INTERFACES).as("a port"));

  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices().matching("dev.sirius.(**)").should().beFreeOfCycles();

  static final ArchRule ONLY_THE_COMMAND_LINE_ENDS_THE_PROCESS_OR_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  private Rules() {}

  private static ArchCondition<JavaClass> notDependOnAnotherAdapterOrTheCommandLine() {
    return new ArchCondition<>("not depend on another adapter or the command line") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getDirectDependenciesFromSelf().stream()
            .filter(
                dependency -> isForeign(item, dependency.getTargetClass().getBaseComponentType()))
            .forEach(
                dependency ->
                    events.add(SimpleConditionEvent.violated(item, dependency.getDescription())));
      }
    };
  }

  private static boolean isForeign(JavaClass origin, JavaClass target) {
    return resideInAPackage(CLI).test(target)
        || ADAPTERS.stream()
            .map(JavaClass.Predicates::resideInAPackage)
            .anyMatch(adapter -> adapter.test(target) && !adapter.test(origin));
  }
}
