package kexec.sim.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.machine.PreparedImage;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.store.DirectoryStore;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.TransientStore;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of an image that are truncated after planning, at every later step. */
class UnreadableFileTest {

  @TempDir private Path directory;
  private final Faults faults = new Faults();
  private SimMemory memory;
  private Path file;

  @BeforeEach
  void write() {
    memory = new SimMemory(new MachineShape(SimPlans.MAP, false, false, false, 3), faults);
    file = directory.resolve("content");
  }

  private SimMachine machine(ImageStore store) {
    return new SimMachine("sim/test", memory, store, faults, List.of());
  }

  /** The initrd comes from the file. */
  private Plan plan(Slot slot) throws Exception {
    byte[] content = SimPlans.bytes(1, 0x5123);
    SegmentData data = MappedFile.open(Files.write(file, content)).data();
    Plan made = SimPlans.plan(slot, 1, content);
    return Plan.builder()
        .slot(slot)
        .firmware(made.firmware())
        .kernel(made.kernelPath(), made.kernelBytes(), made.kernel())
        .commandLine(made.commandLine())
        .memory(made.memory())
        .entry(made.entry().orElseThrow())
        .segments(made.segments().stream().map(segment -> from(segment, data)).toList())
        .build();
  }

  private static Segment from(Segment segment, SegmentData data) {
    return segment.role() == SegmentRole.INITRD
        ? new Segment(segment.role(), segment.memory(), data, segment.digest())
        : segment;
  }

  private void cut() throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(10);
    }
  }

  private static void isChanged(AbstractThrowableAssert<?, ? extends Throwable> thrown) {
    thrown
        .asInstanceOf(type(BadFileException.class))
        .extracting(e -> e.fault().code())
        .isEqualTo("file-changed");
  }

  @ParameterizedTest
  @EnumSource
  void cutBeforeItIsPrepared(Slot slot) throws Exception {
    SimMachine machine = machine(new TransientStore(memory.contents()));
    Plan plan = plan(slot);
    cut();

    isChanged(assertThatThrownBy(() -> machine.prepare(plan)));
  }

  @ParameterizedTest
  @EnumSource
  void cutBeforeItIsExecuted(Slot slot) throws Exception {
    SimMachine machine = machine(new TransientStore(memory.contents()));
    machine.load(machine.prepare(plan(slot)));
    cut();

    isChanged(assertThatThrownBy(() -> machine.execute(slot)));
  }

  @ParameterizedTest
  @EnumSource
  void cutBeforeItIsKept(Slot slot) throws Exception {
    DirectoryStore store = new DirectoryStore(directory.resolve("state"), memory.pageSize());
    SimMachine machine = machine(store);
    PreparedImage image = machine.prepare(plan(slot));
    cut();

    isChanged(assertThatThrownBy(() -> machine.load(image)));
    try (Stream<Path> left = Files.list(directory.resolve("state"))) {
      assertThat(left.map(Path::toString).filter(name -> !name.endsWith(".lock"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theKeptPagesCutBeforeTheyAreExecuted(Slot slot) throws Exception {
    Path state = directory.resolve("state");
    SimMachine machine = machine(new DirectoryStore(state, memory.pageSize()));
    machine.load(machine.prepare(plan(slot)));
    try (Stream<Path> left = Files.list(state)) {
      for (Path pages : left.filter(n -> n.toString().endsWith(".pages")).toList()) {
        try (FileChannel channel = FileChannel.open(pages, StandardOpenOption.WRITE)) {
          channel.truncate(10);
        }
      }
    }

    assertThatThrownBy(() -> machine.execute(slot))
        .asInstanceOf(type(KexecException.class))
        .extracting(e -> e.fault().code())
        .isEqualTo("image-damaged");
  }
}
