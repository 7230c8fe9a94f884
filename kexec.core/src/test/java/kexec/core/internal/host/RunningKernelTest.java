package kexec.core.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunningKernelTest {

  @TempDir Path root;

  private static RunningKernel booted(String commandLine) {
    return new RunningKernel("6.1.0-1-amd64", "#1 SMP Debian 6.1.1", commandLine);
  }

  @Test
  void itIsReadFromProc() throws Exception {
    Path kernel = Files.createDirectories(root.resolve("proc/sys/kernel"));
    Files.writeString(kernel.resolve("osrelease"), "6.1.0-1-amd64\n");
    Files.writeString(kernel.resolve("version"), "#1 SMP Debian 6.1.1\n");
    Files.writeString(root.resolve("proc/cmdline"), "ro quiet\n");

    assertThat(RunningKernel.read(root)).contains(booted("ro quiet"));
  }

  @Test
  void whereSomethingCannotBeReadNothingIsKnown() throws Exception {
    Files.createDirectories(root.resolve("proc/sys/kernel"));
    Files.writeString(root.resolve("proc/sys/kernel/osrelease"), "6.1.0\n");

    assertThat(RunningKernel.read(root)).isEmpty();
  }

  @Test
  void aKernelIsTheSameByItsReleaseAndItsVersion() {
    assertThat(booted("a").isSame(booted("b"))).isTrue();
    assertThat(booted("a").isSame(new RunningKernel("6.1.0-1-amd64", "#2 SMP", "a"))).isFalse();
    assertThat(booted("a").isSame(new RunningKernel("6.1.0-2", "#1 SMP Debian 6.1.1", "a")))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ro quiet, ro  quiet, DEFAULT, true",
    "ro quiet, quiet ro, DEFAULT, false",
    "ro, ro quiet, DEFAULT, false",
    "BOOT_IMAGE=/a ro, BOOT_IMAGE=/b ro, DEFAULT, true",
    "ro elfcorehdr=0x1, ro, DEFAULT, true",
    "ro crashkernel=1G, ro crashkernel=2G, DEFAULT, false",
    "ro crashkernel=1G, ro crashkernel=2G, CRASH, true",
  })
  void aCommandLineOfItIsTheSameWithoutWhatBelongsToABoot(
      String one, String other, Slot slot, boolean same) {
    assertThat(booted(one).givesSameCommandLine(booted(other), slot)).isEqualTo(same);
  }
}
