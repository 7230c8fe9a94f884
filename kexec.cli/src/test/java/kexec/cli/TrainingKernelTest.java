package kexec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.boot.BootFile;
import kexec.api.boot.Recognition;
import kexec.api.plan.MappedFile;
import kexec.x86.internal.BzImageProtocol;
import kexec.x86.internal.Elf64Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no kernel any more would train a JVM to refuse files. */
class TrainingKernelTest {

  @TempDir private Path directory;

  private BootFile file(byte[] content) throws Exception {
    return BootFile.of(MappedFile.open(Files.write(directory.resolve("kernel"), content)));
  }

  @Test
  void bothAreKernels() throws Exception {
    assertThat(new BzImageProtocol().recognise(file(TrainingKernel.bzImage())))
        .isInstanceOf(Recognition.Recognised.class);
    assertThat(new Elf64Protocol().recognise(file(TrainingKernel.elf())))
        .isInstanceOf(Recognition.Recognised.class);
  }
}
