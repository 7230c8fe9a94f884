package kexec.linux.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.KexecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures to load the native library, each in its own JVM. */
class NoNativeLibraryTest {

  @TempDir private Path directory;

  /** Prints the fault twice: the second attempt fails differently. */
  public static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          RunningLinux.calls();
          System.out.println("loaded");
        } catch (KexecException e) {
          System.out.println(e.fault().code() + "|" + e.fault());
        }
      }
    }
  }

  @Test
  void noPlaceToUnpackIt() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    List<String> lines = run("-Djna.tmpdir=" + file.resolve("below"));
    assertThat(lines).hasSize(2);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("native-library-not-loaded|loading JNA's native library")
                    .contains("unpacked to " + file)
                    .contains("-Djna.tmpdir=")
                    .contains("-Djna.boot.library.path="));
  }

  @Test
  void nativeAccessIsForbidden() throws Exception {
    assumeTrue(Runtime.version().feature() >= 24, "this platform cannot forbid it");
    assertThat(run("--illegal-native-access=deny"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("--enable-native-access=ALL-UNNAMED"));
  }

  @Test
  void whereNothingIsWrongItIsLoaded() throws Exception {
    assertThat(run("-Djna.tmpdir=" + directory)).containsExactly("loaded", "loaded");
  }

  private static List<String> run(String option) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(option);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Program.class.getName());
    Process process = new ProcessBuilder(command).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.lines().toList();
  }
}
