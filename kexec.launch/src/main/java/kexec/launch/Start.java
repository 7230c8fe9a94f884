package kexec.launch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;

/**
 * The main class of the executable jars. It runs before bnd's launcher, which would unpack what it
 * executes to {@code /tmp}, under names that it creates, removes and creates again.
 */
public final class Start {

  /** bnd's own manifest header for the jars that its launcher needs on its class path. */
  private static final String CLASS_PATH = "Embedded-Runpath";

  /** By name, not by class: the OSGi types are only on the launcher's class path. */
  private static final String WATCH = "kexec.launch.StartWatch";

  /** The exit status if anything was not done. */
  static final int FAILED = 1;

  private static final Set<String> FINE_LEVELS = Set.of("debug", "trace", "all");

  private Start() {}

  /**
   * Starts the framework, waits for the command and ends the process with its exit status.
   *
   * @param words the words of the command line
   */
  public static void main(String[] words) {
    // Version numbers are formatted with ASCII digits in every locale.
    Locale.setDefault(Locale.ENGLISH);
    System.exit(run(words));
  }

  private static int run(String[] words) {
    try {
      PrivateDirectory directory =
          PrivateDirectory.below(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
      Runtime.getRuntime().addShutdownHook(new Thread(directory::remove, "remove unpacked files"));
      keepState(Trust.of(directory.user()));
      return launch(words, directory.path());
    } catch (StartException e) {
      tell(e);
    } catch (IOException | RuntimeException | Error e) {
      tell(StartException.of(e));
    }
    return FAILED;
  }

  /**
   * Prints to the process's standard error, wherever {@code System.err} goes.
   *
   * @param refusal the message
   */
  static void tell(StartException refusal) {
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
    err.print(refusal.text());
    err.flush();
  }

  private static void keepState(Trust trust) throws StartException {
    String directory = System.getProperty("kexec.state.directory");
    if (directory != null) {
      String name = ProcessWords.property("kexec.state.directory", directory);
      Path absolute = FileName.path(name).toAbsolutePath();
      KeptState.check(absolute, trust);
      System.setProperty("kexec.state.directory", FileName.of(absolute));
    }
  }

  private static int launch(String[] words, Path directory) throws IOException, StartException {
    Path self = self();
    List<URL> classPath = new ArrayList<>();
    classPath.add(self.toUri().toURL());
    try (JarFile jar = new JarFile(self.toFile())) {
      if (isCommand(jar)) {
        keepQuiet();
        System.setProperty("launch.activators", WATCH);
      }
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
    try (URLClassLoader loader =
        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      return (int)
          loader
              .loadClass("aQute.launcher.Launcher")
              .getMethod("run", String[].class)
              .invoke(null, (Object) words);
    } catch (InvocationTargetException e) {
      throw StartException.of(e.getTargetException());
    } catch (ReflectiveOperationException e) {
      throw StartException.of(e);
    }
  }

  /**
   * Standard output is for the command's result, standard error for its messages: both are written
   * directly. Other output of libraries, such as traces, appears only at the log's finer levels.
   */
  private static void keepQuiet() {
    String level = System.getProperty("kexec.log", "warn").toLowerCase(Locale.ROOT);
    if (!FINE_LEVELS.contains(level)) {
      System.setErr(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }
    System.setOut(System.err);
  }

  private static Path self() throws IOException {
    try {
      return Path.of(Start.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static boolean isCommand(JarFile jar) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = jar.getInputStream(entry(jar, "launcher.properties"))) {
      properties.load(in);
    }
    return !"false".equals(properties.getProperty("jkexec.main"));
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
