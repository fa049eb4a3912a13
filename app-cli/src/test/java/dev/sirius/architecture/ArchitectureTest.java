package dev.sirius.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sirius.adapters.device.broken.UsesAnotherAdapter;
import dev.sirius.core.broken.ImplementsAPort;
import dev.sirius.core.broken.PrintsAndExits;
import dev.sirius.core.broken.UsesGuice;
import dev.sirius.core.broken.UsesJackson;
import dev.sirius.core.broken.UsesOshi;
import dev.sirius.core.broken.UsesPicocli;
import dev.sirius.core.broken.port.InACycle;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("the architecture")
class ArchitectureTest {

  private static final JavaClasses SIRIUS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.sirius");

  @Test
  @DisplayName("is looked at in every module")
  void everyModuleIsImported() {
    for (String module :
        Stream.concat(Stream.of(Rules.CORE, Rules.CLI), Rules.ADAPTERS.stream()).toList()) {
      assertThat(SIRIUS).as(module).anyMatch(JavaClass.Predicates.resideInAPackage(module));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  @DisplayName("keeps the rule:")
  void keepsTheRule(ArchRule rule) {
    rule.check(SIRIUS);
  }

  static Stream<ArchRule> rules() {
    return Stream.of(
        Rules.CORE_DEPENDS_ON_THE_JDK_ALONE,
        Rules.ADAPTERS_SEE_ONLY_THEMSELVES_AND_THE_CORE,
        Rules.ONLY_THE_COMMAND_LINE_KNOWS_GUICE_AND_PICOCLI,
        Rules.ONLY_ITS_OWNERS_KNOW_JACKSON,
        Rules.ONLY_THE_DEVICE_ADAPTER_KNOWS_OSHI,
        Rules.PORTS_ARE_IMPLEMENTED_OUTSIDE_THE_CORE,
        Rules.PACKAGES_FORM_NO_CYCLE,
        Rules.ONLY_THE_COMMAND_LINE_ENDS_THE_PROCESS_OR_PRINTS);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("breaches")
  @DisplayName("has rules that go red when broken:")
  void goesRedWhenBroken(List<Class<?>> breach, ArchRule rule) {
    JavaClasses broken = new ClassFileImporter().importClasses(breach);

    assertThat(rule.evaluate(broken).hasViolation()).isTrue();
  }

  static Stream<Arguments> breaches() {
    return Stream.of(
        breach(Rules.CORE_DEPENDS_ON_THE_JDK_ALONE, UsesGuice.class),
        breach(Rules.CORE_DEPENDS_ON_THE_JDK_ALONE, UsesJackson.class),
        breach(Rules.ADAPTERS_SEE_ONLY_THEMSELVES_AND_THE_CORE, UsesAnotherAdapter.class),
        breach(Rules.ONLY_THE_COMMAND_LINE_KNOWS_GUICE_AND_PICOCLI, UsesGuice.class),
        breach(Rules.ONLY_THE_COMMAND_LINE_KNOWS_GUICE_AND_PICOCLI, UsesPicocli.class),
        breach(Rules.ONLY_ITS_OWNERS_KNOW_JACKSON, UsesJackson.class),
        breach(Rules.ONLY_THE_DEVICE_ADAPTER_KNOWS_OSHI, UsesOshi.class),
        breach(Rules.PORTS_ARE_IMPLEMENTED_OUTSIDE_THE_CORE, ImplementsAPort.class),
        breach(Rules.PACKAGES_FORM_NO_CYCLE, InACycle.class, ImplementsAPort.class),
        breach(Rules.ONLY_THE_COMMAND_LINE_ENDS_THE_PROCESS_OR_PRINTS, PrintsAndExits.class));
  }

  private static Arguments breach(ArchRule rule, Class<?>... classes) {
    return Arguments.of(Named.of(classes[0].getSimpleName(), List.of(classes)), rule);
  }
}
