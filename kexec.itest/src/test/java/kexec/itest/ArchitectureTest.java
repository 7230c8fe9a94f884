package kexec.itest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers: the permitted dependencies. */
class ArchitectureTest {
  private static final String[] BACKENDS = {
    "kexec.x86", "kexec.arm", "kexec.baremetal", "kexec.xen", "kexec.sim"
  };

  private static final String[] MODULES = {
    "kexec.api",
    "kexec.base",
    "kexec.linux",
    "kexec.receiver",
    "kexec.core",
    "kexec.wrap",
    "kexec.x86",
    "kexec.arm",
    "kexec.baremetal",
    "kexec.xen",
    "kexec.sim",
    "kexec.rehearse",
    "kexec.entries",
    "kexec.images",
    "kexec.tck",
    "kexec.shell",
    "kexec.picture",
    "kexec.webconsole",
    "kexec.health",
    "kexec.management",
    "kexec.signature"
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(MODULES);

  /** A rule about no classes passes, so the classes must be found first. */
  @ParameterizedTest
  @FieldSource("MODULES")
  void everyModuleIsLookedAt(String module) {
    assertThat(CLASSES).anyMatch(type -> resideInAPackage(within(module)).test(type));
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("kexec.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theApiDependsOnNothingOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("kexec.api..")
        .should()
        .dependOnClassesThat(resideInAPackage("kexec..").and(not(resideInAPackage("kexec.api.."))))
        .check(CLASSES);
  }

  @Test
  void theCoreNamesNoBackendNoSystemAndNoUserInterface() {
    noClasses()
        .that()
        .resideInAPackage("kexec.core..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(within(BACKENDS))
                .or(
                    resideInAnyPackage(
                        "kexec.linux..", "kexec.receiver..", "kexec.shell..", "kexec.tck..")))
        .check(CLASSES);
  }

  /** Two classes of one name are hard to tell apart in a search and in a stack trace. */
  @Test
  void everyClassHasANameOfItsOwn() {
    assertThat(CLASSES)
        .filteredOn(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
        .extracting(JavaClass::getSimpleName)
        .doesNotHaveDuplicates();
  }

  /** Nobody imports the core's packages, so that refreshing it restarts no other bundle. */
  @Test
  void onlyTheCoreUsesTheCore() {
    noClasses()
        .that(not(resideInAPackage("kexec.core..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("kexec.core..")
        .check(CLASSES);
  }

  /**
   * The hypervisor's machine uses the core and the boot protocols unchanged. Neither may depend on
   * it; only boot protocols know kernel formats.
   */
  @ParameterizedTest
  @ValueSource(strings = {"kexec.api", "kexec.base", "kexec.core", "kexec.x86"})
  void nothingGenericKnowsTheHypervisor(String module) {
    noClasses()
        .that()
        .resideInAPackage(within(module))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("kexec.xen..")
        .check(CLASSES);
  }

  /** Not even by a string, such as a machine's name or a file below /sys/hypervisor. */
  @ParameterizedTest
  @ValueSource(strings = {"xen", "baremetal", "kexec.sim", "kexec.arm"})
  void theCoresCodeHasNoWordOfABackend(String word) throws IOException {
    for (JavaClass type : CLASSES.that(resideInAPackage("kexec.core.."))) {
      try (InputStream code = type.getSource().orElseThrow().getUri().toURL().openStream()) {
        assertThat(new String(code.readAllBytes(), StandardCharsets.ISO_8859_1))
            .as(type.getName())
            .doesNotContainIgnoringCase(word);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("BACKENDS")
  void aBackendDoesNotKnowTheOthers(String backend) {
    noClasses()
        .that()
        .resideInAPackage(within(backend))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(within(BACKENDS)).and(not(resideInAPackage(within(backend)))))
        .check(CLASSES);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void whatIsInternalStaysInItsModule(String module) {
    noClasses()
        .that()
        .resideOutsideOfPackage(within(module))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(module + "..internal..")
        .check(CLASSES);
  }

  private static String within(String module) {
    return module + "..";
  }

  private static String[] within(String[] modules) {
    return Arrays.stream(modules).map(ArchitectureTest::within).toArray(String[]::new);
  }
}
