package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kexec.itest.exam.RunDescriptor;
import org.junit.jupiter.api.Test;

/** The command without a framework leaves out no component of the bundles by mistake. */
class WiringIT {

  private static final Pattern IMPLEMENTATION =
      Pattern.compile("<implementation class=\"([^\"]+)\"");

  /** The framework's side of what the command assembles, and what only a running service needs. */
  private static final Set<String> NOT_IN_THE_COMMAND =
      Set.of(
          "kexec.core.internal.KexecComponent",
          "kexec.core.internal.host.HostCondition",
          "kexec.arm.internal.ArmPresence",
          "kexec.arm.internal.ArmWatch",
          "kexec.baremetal.internal.BareMetalPresence",
          "kexec.baremetal.internal.BareMetalWatch",
          "kexec.sim.internal.SimMachineComponent",
          "kexec.entries.internal.EntriesComponent",
          "kexec.images.internal.front.ImagesComponent",
          "kexec.xen.internal.host.XenPresence",
          "kexec.xen.internal.watch.XenWatch",
          "kexec.shell.internal.front.GogoCommands",
          "kexec.shell.internal.front.ValueConverter",
          "kexec.health.internal.HealthChecks",
          "kexec.management.internal.EventPublisher",
          "kexec.management.internal.KexecBean");

  @Test
  void everyComponentIsAssembledOrLeftOutByName() throws Exception {
    Set<String> used =
        new ClassFileImporter()
            .importPackages("kexec.cli").stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .map(type -> type.getName())
                .collect(Collectors.toSet());
    Set<String> missing = components();
    assertThat(missing).containsAll(NOT_IN_THE_COMMAND);
    missing.removeAll(used);
    assertThat(missing).containsExactlyInAnyOrderElementsOf(NOT_IN_THE_COMMAND);
  }

  /** The core and the machines need none: a class that is absent cannot be loaded. */
  @Test
  void theCommandHasNoClassOfAFramework() throws Exception {
    try (JarFile jar = new JarFile(CommandJar.JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("kexec/cli/Main.class", "kexec/core/internal/KexecCore.class")
          .noneMatch(name -> name.startsWith("org/osgi/") || name.startsWith("org/apache/felix/"));
    }
  }

  private static Set<String> components() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path bundle : RunDescriptor.jars()) {
      if (bundle.getFileName().toString().startsWith("kexec.")) {
        try (JarFile jar = new JarFile(bundle.toFile())) {
          List<JarEntry> entries =
              jar.stream()
                  .filter(entry -> entry.getName().matches("OSGI-INF/[^/]+\\.xml"))
                  .toList();
          for (JarEntry entry : entries) {
            names.add(implementation(jar, entry));
          }
        }
      }
    }
    return names;
  }

  private static String implementation(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      Matcher found = IMPLEMENTATION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(found.find()).as(entry.getName()).isTrue();
      return found.group(1);
    }
  }
}
