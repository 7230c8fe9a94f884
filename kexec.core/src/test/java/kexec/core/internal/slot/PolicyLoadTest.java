package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** With a policy, nothing is loaded but what was approved, whatever happens to the files. */
class PolicyLoadTest {

  private static final String APPROVED = "as approved";
  private static final KernelFacts FACTS =
      new KernelFacts("fake", Architecture.X86_64, Optional.empty(), 100, Map.of());

  /** When somebody changes the file. */
  private enum Moment {
    LEASED,
    APPROVED,
    PREPARED,
    LOADED
  }

  /** How. */
  private enum Attack {
    WRITTEN,
    WRITTEN_AND_RESTORED,
    CUT_SHORT,
    REPLACED,
    REMOVED
  }

  /** A lease on the file that had the name, which a writer breaks. */
  private final class HeldFile implements FileLease {

    private final Path held;
    private boolean broken;

    HeldFile() throws IOException {
      held = directory.resolve("held");
      Files.deleteIfExists(held);
      Files.createLink(held, kernel);
    }

    @Override
    public Path path() {
      return held;
    }

    @Override
    public boolean isHeld() {
      return !broken;
    }

    @Override
    public void close() {
      broken = true;
    }
  }

  @TempDir private Path directory;
  private final FakeMachine machine = new FakeMachine("plain");
  private final List<LoadMethod> methods = new ArrayList<>(List.of(LoadMethod.SEGMENTS));
  private PolicyDirectory policy;
  private Path kernel;
  private HeldFile lease;
  private SlotKeeper keeper;
  private Moment moment;
  private Attack attack;
  private String loaded = "";

  @BeforeEach
  void start() throws IOException {
    kernel = Files.writeString(directory.resolve("kernel"), APPROVED);
    policy = new PolicyDirectory(directory.resolve("jkexec"), "require-signature = kernel");
    policy.allowContent(APPROVED);
    MachineRegistry registry = new MachineRegistry();
    machine.register(registry, 0, 1);
    machine.duringPrepare = () -> reached(Moment.PREPARED);
    machine.duringLoad =
        () -> {
          loaded = content();
          reached(Moment.LOADED);
        };
    keeper =
        new SlotKeeper(
            new Candidates(registry, Optional.empty(), "x86_64"),
            this::plan,
            new SlotKeeper.Settings(
                directory.resolve("records"),
                Clock.systemUTC(),
                Duration.ofSeconds(5),
                false,
                Optional::empty,
                policy.files()),
            event -> {});
  }

  private void leases() throws IOException {
    lease = new HeldFile();
    machine.leases =
        file -> {
          reached(Moment.LEASED);
          return Optional.of(lease);
        };
  }

  private Plan plan(
      PlanRequest request,
      Machine planned,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    MappedFile file = MappedFile.open(request.kernel(), leases);
    SegmentData data = gate.executable("the kernel", file);
    if (gate.findings().stream().anyMatch(Finding::isError)) {
      throw new PlanRefusedException("planning", gate.findings(), null);
    }
    reached(Moment.APPROVED);
    Segment segment =
        new Segment(SegmentRole.KERNEL, Range.machine(0x1000, 0x2000), data, data.digest());
    return Plan.builder()
        .slot(request.slot())
        .machine(planned.name())
        .methods(methods)
        .kernel(request.kernel(), file.size(), FACTS)
        .segments(List.of(segment))
        .build();
  }

  private String content() {
    SegmentData data = machine.held.get(Slot.DEFAULT).segments().get(0).data();
    ByteBuffer all = ByteBuffer.allocate((int) data.size());
    try {
      data.read(all::put);
    } catch (BadFileException e) {
      return "cut short";
    }
    return StandardCharsets.UTF_8.decode(all.flip()).toString();
  }

  private void reached(Moment now) {
    if (now != moment) {
      return;
    }
    try {
      switch (attack) {
        case WRITTEN -> write("as changed!");
        case WRITTEN_AND_RESTORED -> {
          write("as changed!");
          loaded = now == Moment.LOADED ? content() : loaded;
          write(APPROVED);
        }
        case CUT_SHORT -> write("as");
        case REPLACED -> {
          Path other = Files.writeString(directory.resolve("other"), "as swapped!");
          Files.move(other, kernel, StandardCopyOption.REPLACE_EXISTING);
        }
        case REMOVED -> Files.delete(kernel);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String content) throws IOException {
    if (lease != null) {
      lease.broken = true;
    }
    Files.writeString(kernel, content);
  }

  private Plan load() throws KexecException {
    return keeper.load(PlanRequest.of(kernel).build());
  }

  private SlotStatus status() throws KexecException {
    return keeper.status().stream()
        .filter(status -> status.slot() == Slot.DEFAULT)
        .findFirst()
        .orElseThrow();
  }

  static Stream<Arguments> attacks() {
    return Stream.of(Moment.values())
        .flatMap(moment -> Stream.of(Attack.values()).map(attack -> Arguments.of(moment, attack)));
  }

  private void assertNothingElseIsLoaded() {
    boolean refused = false;
    try {
      load();
    } catch (KexecException e) {
      refused = true;
    }
    if (refused) {
      assertThat(machine.held).isEmpty();
    } else {
      assertThat(loaded).isEqualTo(APPROVED);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void underALeaseNothingElseIsLoaded(Moment when, Attack how) throws Exception {
    leases();
    moment = when;
    attack = how;
    assertNothingElseIsLoaded();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void withoutALeaseNothingElseIsLoaded(Moment when, Attack how) {
    machine.leases =
        file -> {
          reached(Moment.LEASED);
          return Optional.empty();
        };
    moment = when;
    attack = how;
    assertNothingElseIsLoaded();
  }

  /** What is in the file again afterwards may have been another content while it was loaded. */
  @ParameterizedTest
  @EnumSource
  void aLeaseThatWasLostRefusesWhateverTheContent(Moment when) throws Exception {
    leases();
    moment = when;
    attack = Attack.WRITTEN_AND_RESTORED;
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            BadFileException.class,
            e -> assertThat(e.fault().code()).isEqualTo("policy-file-not-held"));
    assertThat(machine.held).isEmpty();
  }

  /** The previous image is given up only for one that may be loaded. */
  @ParameterizedTest
  @EnumSource(names = {"LEASED", "APPROVED", "PREPARED"})
  void aLossBeforeTheLoadCostsNothing(Moment when) throws Exception {
    load();
    leases();
    moment = when;
    attack = Attack.WRITTEN_AND_RESTORED;
    assertThatThrownBy(this::load).isInstanceOf(BadFileException.class);
    assertThat(machine.held).containsKey(Slot.DEFAULT);
    assertThat(status().image()).isPresent();
  }

  @Test
  void whatIsHeldIsLoaded() throws Exception {
    leases();
    load();
    assertThat(loaded).isEqualTo(APPROVED);
    assertThat(status().trouble()).isEmpty();
  }

  @Test
  void withoutALeaseACopyIsLoadedAndRemoved() throws Exception {
    long before = copies();
    moment = Moment.APPROVED;
    attack = Attack.WRITTEN;
    load();
    assertThat(loaded).isEqualTo(APPROVED);
    assertThat(Files.readString(kernel)).isEqualTo("as changed!");
    assertThat(copies()).isEqualTo(before);
  }

  private static long copies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("jkexec")).count();
    }
  }

  /** The receiver opens the file by itself, and nothing proves that it is the approved one. */
  @Test
  void withoutALeaseTheFileItselfIsNotLoaded() throws Exception {
    methods.add(0, LoadMethod.FILES);
    Plan plan = load();
    assertThat(plan.methods()).containsExactly(LoadMethod.SEGMENTS);
    assertThat(plan.findings()).extracting(Finding::code).contains("policy-file-not-held");

    methods.remove(LoadMethod.SEGMENTS);
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            BadFileException.class,
            e -> {
              assertThat(e.fault().code()).isEqualTo("policy-file-not-held");
              assertThat(e.fault().cause()).contains("no lease can be had on " + kernel);
            });
  }

  @Test
  void underALeaseTheFileItselfIsLoaded() throws Exception {
    methods.add(0, LoadMethod.FILES);
    leases();
    assertThat(load().methods()).contains(LoadMethod.FILES);
  }

  @Test
  void whatIsNotApprovedDoesNotReachTheReceiver() throws Exception {
    load();
    Files.writeString(kernel, "not approved");
    assertThatThrownBy(this::load).isInstanceOf(PlanRefusedException.class);
    assertThat(machine.loads).isEqualTo(1);
  }

  @Test
  void aPolicyThatCannotBeReadRefusesEveryLoad() throws Exception {
    policy.write("require-signature = of");
    assertThat(catchThrowableOfType(NotPermittedException.class, this::load).fault().code())
        .isEqualTo("policy-unreadable");
    assertThat(machine.held).isEmpty();
    policy.write("require-signature = off");
    load();
  }

  @Test
  void thePolicyIsReadAtEveryLoad() throws Exception {
    Files.writeString(kernel, "another kernel");
    assertThatThrownBy(this::load).isInstanceOf(PlanRefusedException.class);
    policy.allowContent("another kernel");
    load();
  }

  @Test
  void theStatusTellsOfAnImageFromBeforeThePolicy() throws Exception {
    policy.write("require-signature = off");
    load();
    assertThat(status().trouble()).isEmpty();
    policy.write("require-signature = kernel");
    assertThat(status().trouble().orElseThrow())
        .contains("loaded when no policy required approval of its kernel", "Load it again");
    load();
    assertThat(status().trouble()).isEmpty();
    policy.write("require-signature = all");
    assertThat(status().trouble().orElseThrow()).contains("approval of everything in it");
  }
}
