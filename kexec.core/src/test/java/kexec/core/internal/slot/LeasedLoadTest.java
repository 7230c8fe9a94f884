package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.BadFileException;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.policy.PolicyDirectory;
import kexec.core.internal.policy.PolicyGate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is planned is proved to be what is loaded, by leases and where they do not hold. */
class LeasedLoadTest {

  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());

  /** A lease that a writer breaks when the test says so. */
  private final class Lease implements FileLease {

    private boolean held = true;
    private boolean closed;

    @Override
    public Path path() {
      return kernel;
    }

    @Override
    public boolean isHeld() {
      return held && !closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @TempDir private Path directory;
  private final FakeMachine machine = new FakeMachine("plain");
  private final Lease lease = new Lease();
  private Path kernel;
  private SlotKeeper keeper;

  @BeforeEach
  void start() throws IOException {
    kernel = Files.writeString(directory.resolve("kernel"), "as planned");
    MachineRegistry registry = new MachineRegistry();
    machine.register(registry, 0, 1);
    machine.leases = file -> Optional.of(lease);
    keeper =
        new SlotKeeper(
            new Candidates(registry, Optional.empty(), "x86_64"),
            LeasedLoadTest::plan,
            new SlotKeeper.Settings(
                directory.resolve("records"),
                Clock.systemUTC(),
                Duration.ofSeconds(5),
                false,
                Optional::empty,
                PolicyDirectory.NONE),
            event -> {});
  }

  private static Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    SegmentData data = MappedFile.open(request.kernel(), leases).data();
    Segment segment =
        new Segment(SegmentRole.KERNEL, Range.machine(0x1000, 0x2000), data, data.digest());
    return Plan.builder()
        .slot(request.slot())
        .machine(machine.name())
        .kernel(request.kernel(), data.size(), FACTS)
        .segments(List.of(segment))
        .build();
  }

  private Plan load() throws KexecException {
    return keeper.load(PlanRequest.of(kernel).build());
  }

  private void write(String content) {
    try {
      Files.writeString(kernel, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theLeaseIsHeldUntilTheImageIsLoaded() throws Exception {
    boolean[] held = new boolean[1];
    machine.duringLoad = () -> held[0] = lease.isHeld();
    Plan plan = load();
    assertThat(held[0]).isTrue();
    assertThat(lease.closed).isTrue();
    // What is loaded from this plan later is digested again.
    assertThat(plan.segments().get(0).data().isHeld()).isFalse();
  }

  @Test
  void aLeaseThatWasLostMattersOnlyIfTheContentIsAnother() throws Exception {
    machine.duringLoad = () -> lease.held = false;
    load();
    assertThat(machine.held).containsKey(Slot.DEFAULT);
  }

  @Test
  void whatAWriterChangedDuringTheLoadIsTakenOutAgain() {
    machine.duringLoad =
        () -> {
          lease.held = false;
          write("as changed");
        };
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("content-changed"));
    assertThat(machine.held).isEmpty();
    assertThat(lease.closed).isTrue();
  }

  /** The slot then holds neither what was planned nor what was loaded before. */
  @Test
  void whatCannotBeTakenOutAgainIsInDoubt() throws Exception {
    load();
    machine.duringLoad =
        () -> {
          lease.held = false;
          write("as changed");
        };
    lease.held = true;
    lease.closed = false;
    machine.failsToUnload = true;
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            BadFileException.class,
            e -> {
              assertThat(e.fault().code()).isEqualTo("content-changed");
              assertThat(e.fault().cause())
                  .contains("loaded nevertheless", "it was told to refuse");
              assertThat(e.fault().cure()).startsWith("Unload the slot.");
            });
    SlotStatus status = status();
    assertThat(status.loaded()).isTrue();
    assertThat(status.image()).isEmpty();
    assertThat(status.trouble().orElseThrow()).contains("has not ended, or was interrupted");

    machine.failsToUnload = false;
    keeper.unload(Slot.DEFAULT, Optional.empty());
    assertThat(status().trouble()).isEmpty();
    assertThat(machine.held).isEmpty();
  }

  private SlotStatus status() throws KexecException {
    return keeper.status().stream()
        .filter(status -> status.slot() == Slot.DEFAULT)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsRefusedKeepsNobodyFromWriting() {
    machine.refusesLoads = true;
    assertThatThrownBy(this::load).isInstanceOf(KexecException.class);
    assertThat(lease.closed).isTrue();
  }
}
