package kexec.xen.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.MachineAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of the model; a guest test verifies that the real hypervisor gives the same ones. */
class CallScriptTest {

  @TempDir private Path directory;

  @Test
  void answersAsXenDoes() throws Exception {
    ModelHost model = ModelHost.in(directory);
    int free = model.xen().freeFrames();
    List<String> answers =
        new CallScript(
                model.hypervisor(),
                new MachineAddress(0x4000000),
                model.machine().crashRegion().orElseThrow(),
                model.machine().xen())
            .run();
    assertThat(answers)
        .contains(
            "range 0 => 0",
            "range 3 => EINVAL",
            "notes of processor 1048576 => ERANGE",
            "range, argument nowhere => EFAULT",
            "start of type 0, empty => ENOENT",
            "start of type 2 => EINVAL",
            "default: unaligned start => EADDRNOTAVAIL",
            "default: overlap => EINVAL",
            "default: 15 segments => 0",
            "default: 16 segments => EINVAL",
            "default: 32-bit mode => 0",
            "default: unknown mode => EINVAL",
            "default: content nowhere => 0",
            "default: registers => 0",
            "default: beyond RAM => 0",
            "default: hypervisor => 0",
            "default: entry outside => 0",
            "crash: entry below => EADDRNOTAVAIL",
            "crash: entry at the end => 0",
            "crash: segment over the end => EADDRNOTAVAIL",
            "crash: mapping outside => 0",
            "crash: all of it => ENOMEM")
        .containsSubsequence(
            "load again => 0",
            "status => 1",
            "load again => 0",
            "status => 0",
            "load again => 0",
            "status => 1")
        .endsWith("unload again => 0", "status => 0", "start after the unload => ENOENT");
    assertThat(model.xen().freeFrames()).as("nothing is left behind").isEqualTo(free);
  }
}
