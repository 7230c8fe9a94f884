package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A debugger reads a crash dump that was saved by a crash kernel loaded by jkexec. */
@ExtendWith(GuestLab.class)
class DebuggerIT {

  private static final long SCRATCH = 640L << 20;

  @TempDir private Path directory;

  @Test
  void gdbSeesBothProcessorsInTheKernel(Guests guests) throws Exception {
    Path scratch = directory.resolve("scratch");
    try (RandomAccessFile file = new RandomAccessFile(scratch.toFile(), "rw")) {
      file.setLength(SCRATCH);
    }
    GuestRun run =
        guests.run(
            guests
                .cloud("debugger")
                .cpus(2)
                .drive(new Drive("scratch", scratch, true))
                .append("run=jump.sh", "how=-c", "crash=yes", "to=/mnt/base/vmlinuz-cloud")
                .append("words=run=vmcore.sh,core=yes", "crashkernel=160M"));
    assertThat(run).poweredOff().said("core: status 0");
    String told = gdb(scratch);
    assertThat(told).containsPattern("rip +0xffffffff[0-9a-f]{8}").containsPattern("\\* 1 +");
    assertThat(told.lines().filter(line -> line.matches("[* ] +[12] .*"))).hasSize(2);
  }

  private static String gdb(Path core) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gdb", "-batch", "-nx"));
    for (String one : List.of("target core " + core, "info registers rip", "info threads")) {
      command.addAll(List.of("-ex", one));
    }
    Process gdb = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told = new String(gdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gdb.waitFor(1, TimeUnit.MINUTES)).as(told).isTrue();
    return told;
  }
}
