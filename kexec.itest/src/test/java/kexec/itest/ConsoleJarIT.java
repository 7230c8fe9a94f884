package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar with the web console as users start it. */
class ConsoleJarIT {

  private static final Path JAR = Path.of("..", "cnf", "target", "console.jar").toAbsolutePath();
  private static final String PASSWORD = "correct horse battery";
  private static final String PAGE = "/system/console/kexec";
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path given;
  private Path directory;
  private Path password;

  @BeforeEach
  void name() throws IOException {
    directory = given.toRealPath();
    password = directory.resolve("console.password");
  }

  @Test
  void withoutAPasswordNothingIsStarted() throws Exception {
    Process process = start(List.of());
    process.getOutputStream().close();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("err")))
        .contains("console-password-missing", "java -jar console.jar --set-password")
        .doesNotContain("Exception");
  }

  @Test
  void aPasswordThatIsNotGoodIsNotSet() throws Exception {
    assertThat(setPassword("admin")).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("err"))).contains("console-password-refused");
    assertThat(password).doesNotExist();
  }

  @Test
  void anotherWordIsRefused() throws Exception {
    Process process = start(List.of(), "--password=" + PASSWORD);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("err"))).contains("console-arguments");
  }

  @Test
  void withAPasswordTheConsoleAnswersOnTheLoopbackInterface() throws Exception {
    assertThat(setPassword(PASSWORD)).isEqualTo(0);
    PlainHttp http;
    Process process;
    try (ServerSocket free = new ServerSocket(0)) {
      http = new PlainHttp(free.getLocalPort());
    }
    process = start(List.of("-Dorg.osgi.service.http.port=" + http.port()));
    try {
      assertThat(awaited(http, process).body()).contains("Show the plan", "on sim");
      assertThat(http.get(PAGE).status()).isEqualTo(401);
      assertThat(http.get(PAGE, PlainHttp.login("admin", "admin")).status()).isEqualTo(401);
      assertThat(listening(http.port())).containsExactly("0100007F");
    } finally {
      process.destroy();
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readString(directory.resolve("err"))).doesNotContain("Exception", "ERROR");
  }

  private static PlainHttp.Reply awaited(PlainHttp http, Process process) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        PlainHttp.Reply reply = http.get(PAGE, PlainHttp.login("admin", PASSWORD));
        if (reply.status() == 200 && reply.body().contains("on sim")) {
          return reply;
        }
      } catch (IOException e) {
        // The server does not listen yet.
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the console did not start");
  }

  /** Returns the local addresses on which something listens at a port: proc(5), /proc/net/tcp. */
  private static List<String> listening(int port) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(file))) {
        String[] columns = line.strip().split("\\s+", -1);
        String end = ":%04X".formatted(port);
        if (columns[1].endsWith(end) && columns[3].equals("0A")) {
          String address = columns[1].substring(0, columns[1].length() - end.length());
          addresses.add(address.replaceFirst("^0{16}FFFF0000", ""));
        }
      }
    }
    return addresses;
  }

  private int setPassword(String text) throws Exception {
    Process process = start(List.of(), "--set-password");
    process.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private Process start(List<String> options, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(CommandJar.java()));
    command.addAll(options);
    command.addAll(
        List.of(
            "-Dkexec.console.password=" + password,
            "-Dkexec.state.directory=" + directory.resolve("state"),
            "-jar",
            JAR.toString()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .redirectOutput(directory.resolve("out").toFile())
        .redirectError(directory.resolve("err").toFile())
        .start();
  }
}
