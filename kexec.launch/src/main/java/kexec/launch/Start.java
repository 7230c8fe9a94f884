package kexec.launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.api.text.Printable;

/**
 * The main class of the executable jar with the framework. It runs before bnd's launcher, which
 * would unpack what it executes to {@code /tmp}, under names that it creates, removes and creates
 * again.
 */
public final class Start {

  /** bnd's own manifest header for the jars that its launcher needs on its class path. */
  private static final String CLASS_PATH = "Embedded-Runpath";

  /** The exit status if anything was not done. */
  static final int FAILED = 1;

  private Start() {}

  /**
   * Starts the framework, waits for the command and ends the process with its exit status.
   *
   * @param words the words of the command line
   */
  public static void main(String[] words) {
    // Numbers have ASCII digits whatever the user's locale; for this one, no symbols are read.
    Locale.setDefault(Locale.US);
    System.exit(run(words));
  }

  private static int run(String[] words) {
    try {
      PrivateDirectory directory = PrivateDirectory.ofThisRun();
      KeptState.directory(Trust.of(directory.user()))
          .ifPresent(state -> System.setProperty(KeptState.PROPERTY, FileName.of(state)));
      return launch(words, directory.path());
    } catch (KexecException e) {
      tell(e.fault());
    } catch (IOException | RuntimeException | Error e) {
      tell(halfWay(e));
    }
    return FAILED;
  }

  static void tell(Fault fault) {
    System.err.printf(
        "jkexec: %s%n  why:  %s (%s)%n  cure: %s%n",
        Printable.of(fault.attempted()),
        Printable.of(fault.cause()),
        fault.code(),
        Printable.of(fault.cure()));
  }

  private static Fault halfWay(Throwable thrown) {
    return new Fault(
        "start-failed",
        "starting",
        reason(thrown),
        "Try again when the machine has memory and room for temporary files to spare; if that does"
            + " not help, build jkexec anew.");
  }

  private static String reason(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof IOException failure) {
        return Causes.of(failure);
      }
      if (at instanceof OutOfMemoryError) {
        return "the Java platform has no more memory for it";
      }
    }
    return "jkexec has a fault of its own: " + thrown;
  }

  private static int launch(String[] words, Path directory) throws IOException, KexecException {
    Path self = self();
    List<URL> classPath = new ArrayList<>();
    classPath.add(self.toUri().toURL());
    try (JarFile jar = new JarFile(self.toFile())) {
      for (Path unpacked : unpack(jar, directory)) {
        classPath.add(unpacked.toUri().toURL());
      }
    }
    // The framework, and the libraries that unpack native code, use no other directory.
    System.setProperty("java.io.tmpdir", directory.toString());
    System.getProperties().putIfAbsent("jna.tmpdir", directory.toString());
    System.getProperties().putIfAbsent("jline.tmpdir", directory.toString());
    // Gogo executes etc/gosh_profile below it; the default is the current directory.
    System.setProperty("gosh.home", directory.toString());
    System.setProperty("launch.storage.dir", directory.resolve("framework").toString());
    // JLine looks for its terminals in the thread's class loader, which knows this jar only.
    // Without one it looks in its own bundle.
    Thread.currentThread().setContextClassLoader(null);
    try (URLClassLoader loader =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      return (int)
          loader
              .loadClass("aQute.launcher.Launcher")
              .getMethod("run", String[].class)
              .invoke(null, (Object) words);
    } catch (InvocationTargetException e) {
      throw new KexecException(halfWay(e.getTargetException()), e);
    } catch (ReflectiveOperationException e) {
      throw new KexecException(halfWay(e), e);
    }
  }

  private static Path self() throws IOException {
    try {
      return Path.of(Start.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static List<Path> unpack(JarFile jar, Path directory) throws IOException {
    List<Path> unpacked = new ArrayList<>();
    StringTokenizer names =
        new StringTokenizer(jar.getManifest().getMainAttributes().getValue(CLASS_PATH), ", ");
    while (names.hasMoreTokens()) {
      Path file = directory.resolve("launcher-" + unpacked.size() + ".jar");
      try (InputStream in = jar.getInputStream(entry(jar, names.nextToken()))) {
        Files.copy(in, file);
      }
      unpacked.add(file);
    }
    return unpacked;
  }

  private static ZipEntry entry(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new IOException(jar.getName() + " has no " + name);
    }
    return entry;
  }
}
