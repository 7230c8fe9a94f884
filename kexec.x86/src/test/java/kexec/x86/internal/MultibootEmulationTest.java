package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.Align;
import kexec.base.purgatory.DamageableImage.Piece;
import kexec.base.purgatory.Tools;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Enters images, as built by the protocols, on an emulated processor. */
class MultibootEmulationTest {

  private static final long LINKED = 0x2000000;
  private static final long MOVED = 0x4200000;

  @TempDir Path directory;

  private byte[] kernel;

  @BeforeEach
  void assemble() throws Exception {
    EmulatedReceiver.kernel(directory);
    Tools.run(directory, "src/test/multiboot/build", directory.toString());
    kernel = Files.readAllBytes(directory.resolve("kernel32.elf"));
  }

  /** The output of {@code kernel.S} for a processor in 32-bit protected mode without paging. */
  private static String entered(String eax, long moved) {
    return "kernel entered: eax=%s cr0=00000001 cr4=00000000 efer=00000000 flags=00000000 moved=%08x"
        .formatted(eax, moved);
  }

  private List<String> run(BootProtocol protocol, EntryCheck check, long place) throws Exception {
    Bench bench = new Bench(protocol, directory).entryCheck(check).commandLine("console=com1");
    bench.modules(module(bench, "linux", "root=/dev/sda1 ro"), module(bench, "initrd", ""));
    AtomicLong low = new AtomicLong(0x8000000);
    RecordedImage image =
        bench.build(
            kernel,
            new RecordedImage(
                Bench.MOST_SEGMENTS,
                Optional.empty(),
                wanted -> {
                  long size = Align.up(wanted.size(), 4096);
                  long start = wanted.name().equals("kernel") ? place : low.getAndAdd(size);
                  return Range.ofSize(new MachineAddress(start), size);
                }));
    try (EmulatedReceiver machine =
        EmulatedReceiver.start(directory, image.entry().entry(), pieces(image))) {
      return machine.output();
    }
  }

  private static BootRequest.Module module(Bench bench, String name, String line) throws Exception {
    BootFile file = bench.file(name, ("I am " + name + "\0").getBytes(StandardCharsets.US_ASCII));
    return new BootRequest.Module(file, line);
  }

  private static List<Piece> pieces(RecordedImage image) throws Exception {
    List<Piece> pieces = new ArrayList<>();
    image
        .contents()
        .forEach(
            (name, bytes) -> {
              Range<MachineAddress> place = image.memory(name);
              SegmentData data = SegmentData.ofBytes(bytes);
              pieces.add(new Piece(place.start().value(), data, place.size()));
            });
    return pieces;
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void assertTold(List<String> output, String first) {
    assertThat(output)
        .containsExactly(
            first,
            file("kernel") + " console=com1",
            file("linux") + " root=/dev/sda1 ro",
            "I am linux",
            file("initrd"),
            "I am initrd");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "HALT"})
  void firstVersionIsEnteredAsSpecified(EntryCheck check) throws Exception {
    assertTold(run(new Multiboot1Protocol(), check, LINKED), entered("2badb002", 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "HALT"})
  void secondVersionIsEnteredAsSpecified(EntryCheck check) throws Exception {
    assertTold(run(new Multiboot2Protocol(), check, LINKED), entered("36d76289", 0));
  }

  @Test
  void secondVersionMayBeMoved() throws Exception {
    assertTold(
        run(new Multiboot2Protocol(), EntryCheck.HALT, MOVED), entered("36d76289", MOVED - LINKED));
  }
}
