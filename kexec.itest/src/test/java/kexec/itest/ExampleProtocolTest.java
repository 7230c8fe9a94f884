package kexec.itest;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.itest.example.ExampleMachine;
import kexec.itest.example.ExampleProtocol;
import kexec.tck.boot.BootProtocolContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleProtocolTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new ExampleProtocol();
  }

  @Override
  protected byte[] kernel() {
    return new ExampleKernel().bytes();
  }

  @Override
  protected int headerSize() {
    return ExampleKernel.HEADER;
  }

  @Override
  protected MemoryMap memory() {
    return new ExampleMachine().memoryMap();
  }

  @Override
  protected Set<String> addressRegisters() {
    return Set.of("a1");
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("riscv-text-offset", new ExampleKernel().u64(8, 0x1000).bytes()),
        entry("riscv-image-size", new ExampleKernel().u64(16, 0).bytes()),
        entry("riscv-big-endian", new ExampleKernel().u64(24, 1).bytes()),
        entry("riscv-version", new ExampleKernel().u32(32, 1 << 16).bytes()));
  }

  /** In bytes; the file itself has 0x3000. */
  @ParameterizedTest
  @ValueSource(longs = {0, 0x2fff, 0x8000_0001L, Long.MAX_VALUE, -1})
  void anImageHasASizeBetweenTheFilesAnd2Gib(long size) throws Exception {
    assertThat(recognise(new ExampleKernel().u64(16, size).bytes()))
        .isInstanceOfSatisfying(
            Recognition.Malformed.class,
            malformed -> assertThat(malformed.finding().code()).isEqualTo("riscv-image-size"));
  }

  @Test
  void readsTheHeader() throws Exception {
    KernelFacts facts = ((Recognition.Recognised) recognise(kernel())).facts();
    assertThat(facts.fields())
        .containsExactly(
            entry("text_offset", "0x200000"),
            entry("image_size", "0x5000"),
            entry("flags", "0x0"),
            entry("version", "0.2"));
  }

  private Recognition recognise(byte[] kernel) throws Exception {
    return protocol()
        .recognise(BootFile.of(MappedFile.open(Files.write(directory.resolve("Image"), kernel))));
  }
}
