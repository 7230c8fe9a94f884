package kexec.itest.exam;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The bundles that bnd resolved in {@code cnf/run/itest.bndrun}, as options of Pax Exam. */
public final class RunDescriptor {
  private static final Path EXPORTED = Path.of("target", "export", "itest");
  private static final Path CONSOLE = Path.of("target", "export", "itest-console");

  private RunDescriptor() {}

  /**
   * All bundles of the run descriptor, installed and started.
   *
   * @param notStarted symbolic names, which are also the beginnings of the file names, of those
   *     that are only installed
   */
  public static Option[] options(String... notStarted) {
    return options(EXPORTED, notStarted);
  }

  private static Option[] options(Path exported, String... notStarted) {
    List<Option> options = new ArrayList<>(slf4jPackages());
    Set<String> waiting = Set.of(notStarted);
    for (Path jar : jars(exported)) {
      var bundle = bundle(jar.toUri().toString());
      options.add(waiting.contains(symbolicName(jar)) ? bundle.noStart() : bundle);
    }
    return options.toArray(Option[]::new);
  }

  /**
   * All bundles of the run descriptor, those with machines only installed. A test starts the
   * simulated one where it wants it, and never the host's own: it would load into the kernel that
   * runs the tests.
   */
  public static Option[] withoutMachines() {
    return options("kexec.sim", "kexec.baremetal", "kexec.arm");
  }

  /** As {@link #withoutMachines}, with the bundles of the web console. */
  public static Option[] consoleWithoutMachines() {
    return options(CONSOLE, "kexec.sim", "kexec.baremetal", "kexec.arm");
  }

  /** The files of the bundles. */
  public static List<Path> jars() {
    return jars(EXPORTED);
  }

  private static List<Path> jars(Path exported) {
    try (Stream<Path> files = Files.walk(exported)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String symbolicName(Path jar) {
    return jar.getFileName().toString().replaceFirst("-\\d.*", "");
  }

  /** Our bundles want SLF4J 2, those of Pax Exam want 1.7: both names, the same classes. */
  private static List<? extends Option> slf4jPackages() {
    return Stream.of("1.7.36", "2.0.17")
        .flatMap(
            version ->
                Stream.of("", ".event", ".helpers", ".spi")
                    .map(part -> systemPackage("org.slf4j" + part + ";version=" + version)))
        .toList();
  }
}
