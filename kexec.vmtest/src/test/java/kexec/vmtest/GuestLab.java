package kexec.vmtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides {@link Guests} to tests: each architecture's images are built once, when a test asks for
 * such a guest.
 */
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
    Path directory = property("guests.directory");
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve("summary.txt"));
      Path inside = InsideClasses.copyTo(directory.resolve("inside"));
      Map<String, GuestImages> made = new ConcurrentHashMap<>();
      Function<String, GuestImages> images =
          architecture ->
              made.computeIfAbsent(
                  architecture,
                  one -> one.equals("amd64") ? pc(directory, inside) : arm(one, directory, inside));
      return new Guests(new GuestRunner(() -> images.apply("amd64"), directory), images);
    } catch (IOException e) {
      throw new GuestFailure("cannot prepare the guests in " + directory + ": " + e, e);
    }
  }

  private static GuestImages pc(Path directory, Path inside) {
    try {
      TinyKernel kernel = TinyKernel.load();
      Path tiny = Files.write(directory.resolve("tiny.bzImage"), kernel.file());
      Path multiboot = Files.write(directory.resolve("tiny.multiboot"), kernel.multiboot());
      Path base = Path.of(call(directory.resolve("guest-image.log"), "guest-image"));
      Path product = directory.resolve("product");
      product(directory.resolve("guest-product.log"), List.of(), product, tiny, multiboot, inside);
      return new GuestImages(base, product);
    } catch (IOException e) {
      throw new GuestFailure("cannot prepare the guests in " + directory + ": " + e, e);
    }
  }

  private static GuestImages arm(String architecture, Path directory, Path inside) {
    try {
      Path log = directory.resolve("guest-image-" + architecture + ".log");
      Path base = Path.of(call(log, "guest-image-arm", architecture));
      Path product = directory.resolve("product-" + architecture);
      product(
          directory.resolve("guest-product-" + architecture + ".log"),
          List.of("--for=" + architecture),
          product,
          inside);
      return new GuestImages(base, product);
    } catch (IOException e) {
      throw new GuestFailure("cannot prepare the guests in " + directory + ": " + e, e);
    }
  }

  private static void product(Path log, List<String> options, Path product, Path... files)
      throws IOException {
    List<String> arguments = new ArrayList<>(options);
    arguments.add(property("kexec.jar").toString());
    arguments.add(property("gogo.jar").toString());
    arguments.add(product.toString());
    for (Path file : files) {
      arguments.add(file.toString());
    }
    call(log, "guest-product", arguments.toArray(String[]::new));
  }

  /** Returns a path that the build has set. */
  static Path property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new GuestFailure(
          "guests are run by the build, which sets " + name + ": mvn -Pguests -am verify");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  /** Returns what the tool wrote, without the end of the line. */
  static String call(Path messages, String tool, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(property("guests.tools").resolve(tool).toString());
    command.addAll(List.of(arguments));
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
