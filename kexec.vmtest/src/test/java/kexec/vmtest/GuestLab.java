package kexec.vmtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Provides {@link Guests} to tests: the images are built once for all tests of a build. */
class GuestLab implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Guests.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(GuestLab.class))
        .getOrComputeIfAbsent(Guests.class, type -> prepare(), Guests.class);
  }

  private static Guests prepare() {
    Path tools = property("guests.tools");
    Path directory = property("guests.directory");
    Path product = directory.resolve("product");
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve("summary.txt"));
      TinyKernel kernel = TinyKernel.load();
      Path tiny = Files.write(directory.resolve("tiny.bzImage"), kernel.file());
      Path multiboot = Files.write(directory.resolve("tiny.multiboot"), kernel.multiboot());
      Path base = Path.of(call(directory, tools.resolve("guest-image")));
      Path inside = InsideClasses.copyTo(directory.resolve("inside"));
      Path jar = property("kexec.jar");
      Path shell = property("gogo.jar");
      call(directory, tools.resolve("guest-product"), jar, shell, product, tiny, multiboot, inside);
      return new Guests(new GuestRunner(new GuestImages(base, product), directory));
    } catch (IOException e) {
      throw new GuestFailure("cannot prepare the guests in " + directory + ": " + e, e);
    }
  }

  private static Path property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new GuestFailure(
          "guests are run by the build, which sets " + name + ": mvn -Pguests -am verify");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  /** Returns what the tool wrote, without the end of the line. */
  private static String call(Path directory, Path tool, Path... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    Path messages = directory.resolve(tool.getFileName() + ".log");
    Process process = new ProcessBuilder(command).redirectError(messages.toFile()).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new GuestFailure(tool + " failed: " + Files.readString(messages));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestFailure("interrupted while " + tool + " ran", e);
    }
    return output;
  }
}
