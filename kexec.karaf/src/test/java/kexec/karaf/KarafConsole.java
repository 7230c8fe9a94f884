package kexec.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Karaf of its own, driven over the standard streams of its console. */
final class KarafConsole implements AutoCloseable {

  private static final String PROMPT = "karaf@root()> ";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final StringBuilder output = new StringBuilder();
  private boolean ended;

  /**
   * Unpacks Karaf, gives it a repository instead of those in the network, and starts it.
   *
   * @param archive the distribution
   * @param repository a Maven repository
   * @param directory where Karaf is unpacked
   */
  KarafConsole(Path archive, Path repository, Path directory) throws Exception {
    run("tar", "xzf", archive.toString(), "-C", directory.toString(), "--strip-components=1");
    run("cp", "-R", repository + "/.", directory.resolve("system").toString());
    Path settings = directory.resolve("etc/org.ops4j.pax.url.mvn.cfg");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replaceFirst(
                "(?m)^(org\\.ops4j\\.pax\\.url\\.mvn\\.repositories=)(.*\\\\\\n)*.*$", "$1"));
    ProcessBuilder builder = new ProcessBuilder(directory.resolve("bin/karaf").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process = builder.redirectErrorStream(true).start();
    Thread reader = new Thread(this::read, "karaf-output");
    reader.setDaemon(true);
    reader.start();
    awaitPrompt();
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(List.of(command) + " failed");
    }
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream in = process.getInputStream()) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        append(new String(buffer, 0, length, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      append("[" + e + "]");
    }
    synchronized (output) {
      ended = true;
      output.notifyAll();
    }
  }

  private void append(String text) {
    synchronized (output) {
      output.append(text);
      output.notifyAll();
    }
  }

  private String awaitPrompt() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (output) {
      while (output.lastIndexOf(PROMPT) < 0
          || output.lastIndexOf(PROMPT) != output.length() - PROMPT.length()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || ended) {
          throw new AssertionError("Karaf shows no prompt: " + output);
        }
        output.wait(left);
      }
      String answer = output.toString();
      output.setLength(0);
      return answer;
    }
  }

  /** Enters a command and returns what it printed, after its own echo. */
  String enter(String command) throws Exception {
    OutputStream in = process.getOutputStream();
    in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    return awaitPrompt();
  }

  /** Enters a command until it prints a text: commands and services come after their bundles. */
  String enterUntil(String command, String expected) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String answer = enter(command);
    while (!answer.contains(expected)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(command + " does not print " + expected + ": " + answer);
      }
      TimeUnit.MILLISECONDS.sleep(200);
      answer = enter(command);
    }
    return answer;
  }

  /** Closes the console's input, which shuts Karaf down, and returns whether it ended. */
  boolean shutDown() throws Exception {
    process.getOutputStream().close();
    return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
