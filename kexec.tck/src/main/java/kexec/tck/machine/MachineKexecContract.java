package kexec.tck.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.Severity;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.FileLease;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of every {@link MachineKexec}. A test of something that a machine cannot do is
 * reported as skipped.
 */
public abstract class MachineKexecContract {

  @TempDir private Path directory;

  private MachineKexec machine;
  private final List<PreparedImage> prepared = new ArrayList<>();

  /** For subclasses. */
  protected MachineKexecContract() {}

  /**
   * Creates the machine to be tested.
   *
   * @return a machine whose receiver holds nothing
   * @throws Exception if it cannot be created
   */
  protected abstract MachineKexec newMachine() throws Exception;

  /**
   * Creates another object for the receiver of the machine that was created last.
   *
   * @return the other object, or empty if a receiver has only one object
   * @throws Exception if it cannot be created
   */
  protected Optional<MachineKexec> another() throws Exception {
    return Optional.empty();
  }

  /**
   * Creates a small plan for the machine.
   *
   * @param slot the slot of the image
   * @param variant plans of different variants differ in their content
   * @return a loadable plan whose first segment has some content
   * @throws Exception if it cannot be created
   */
  protected abstract Plan newPlan(Slot slot, int variant) throws Exception;

  /**
   * {@return whether the machine executes images without leaving the running system; by default
   * false}
   */
  protected boolean executesAndReturns() {
    return false;
  }

  /**
   * {@return how many pages of the running system are allocated for images, or empty if unknown}
   */
  protected OptionalLong pagesTaken() {
    return OptionalLong.empty();
  }

  /**
   * Makes the receiver refuse the next images, or accept them again. It refuses them before it
   * reads them, so that it keeps what it holds.
   *
   * @param refuse whether it is to refuse
   * @return whether that can be done
   */
  protected boolean refuseLoads(boolean refuse) {
    return false;
  }

  /**
   * {@return whether the machine can see beforehand what {@link #refuseLoads} does; by default
   * false}
   */
  protected boolean foreseesRefusals() {
    return false;
  }

  /**
   * Makes the receiver fail after it has begun to load an image, or accept images again. It fails
   * as late as possible, and after it has given up what its slot held, if there is such a moment.
   * Every receiver can fail so late, so every machine has to be tested.
   *
   * @param refuse whether it is to fail
   * @throws Exception if that cannot be arranged
   */
  protected abstract void refuseLoadsLate(boolean refuse) throws Exception;

  /**
   * {@return whether a load that failed late loses the previous image because of the nature of the
   * receiver; the machine must then say so}
   *
   * @param slot the slot
   */
  protected abstract boolean losesTheOldImage(Slot slot);

  /**
   * Runs an action during a load into a slot, which ends after the action.
   *
   * @param slot the slot
   * @param meanwhile the action
   * @return whether that can be done
   * @throws Exception if something fails
   */
  protected boolean duringLoad(Slot slot, Action meanwhile) throws Exception {
    return false;
  }

  /** An action. */
  @FunctionalInterface
  protected interface Action {

    /**
     * Runs the action.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  @BeforeEach
  void makeMachine() throws Exception {
    machine = newMachine();
  }

  @AfterEach
  void emptyTheReceiver() throws Exception {
    refuseLoads(false);
    refuseLoadsLate(false);
    prepared.forEach(machine::cleanup);
    for (Slot slot : Slot.values()) {
      machine.unload(slot);
    }
  }

  @Test
  void namesItsReceiver() throws Exception {
    assertThat(machine.receiver()).isNotBlank().isEqualTo(machine.receiver());
    assertThat(machine.isSuccessorOf(machine.receiver())).as("of itself").isFalse();
    Optional<MachineKexec> other = another();
    if (other.isPresent()) {
      assertThat(other.get().receiver()).isEqualTo(machine.receiver());
    }
  }

  @Test
  void hasRulesThatItsPlansKeep() throws Exception {
    ReceiverRules rules = machine.rules();
    for (Slot slot : Slot.values()) {
      Plan plan = newPlan(slot, 1);
      assertThat(plan.isLoadable()).isTrue();
      assertThat(plan.segments()).isNotEmpty().hasSizeLessThanOrEqualTo(rules.maxSegments());
      for (Segment segment : plan.segments()) {
        assertThat(rules.pageSize().isAligned(segment.memory().start().value())).isTrue();
        assertThat(rules.destinationLimit().isBelow(segment.memory().end())).isFalse();
      }
      assertThat(machine.check(plan)).noneMatch(finding -> finding.isError());
    }
  }

  @Test
  void tellsWhereCrashNotesLie() throws Exception {
    assertThat(machine.crashNotes().machine()).noneMatch(Range<MachineAddress>::isEmpty);
    assertThat(machine.crashNotes().kernel()).noneMatch(Range<PhysicalAddress>::isEmpty);
  }

  @Test
  void holdsNothingAtFirst() throws Exception {
    assertThat(machine.status().loaded()).isEmpty();
  }

  @SlotTest
  void loadsAndUnloads(Slot slot) throws Exception {
    PreparedImage image = prepare(newPlan(slot, 1));
    assertThat(image.plan().slot()).isEqualTo(slot);
    assertThat(machine.status().isLoaded(slot)).as("prepared is not loaded").isFalse();

    LoadedImage loaded = machine.load(image);
    assertThat(image.plan().methods()).contains(loaded.method());
    assertThat(machine.status().loaded()).containsExactly(slot);
    assertThat(machine.status().identity(slot)).isEqualTo(loaded.identity());
    machine.cleanup(image);
    assertThat(machine.status().loaded()).as("cleaned up is still loaded").containsExactly(slot);

    machine.unload(slot);
    assertThat(machine.status().loaded()).isEmpty();
  }

  @SlotTest
  void reportsEachStepFromItsBeginningToItsEnd(Slot slot) throws Exception {
    Steps staged = new Steps();
    PreparedImage image = machine.prepare(newPlan(slot, 1), staged);
    prepared.add(image);
    staged.requireComplete();
    machine.load(image);
    assumeTrue(executesAndReturns(), "this machine does not return from a jump");
    Steps executed = new Steps();
    ExecutionReport report = machine.execute(slot, executed);
    assertSucceeds(report);
    executed.requireComplete();
    if (executed.whole != 0) {
      assertThat(executed.whole).as("what it compared").isEqualTo(report.bytesVerified());
    }
  }

  /** Requires of each report what {@link ProgressListener#progressed} promises. */
  private static final class Steps implements ProgressListener {

    private final Thread caller = Thread.currentThread();
    private String current = "";
    private long reached;
    private long whole;

    @Override
    public void progressed(String step, long done, long total) {
      assertThat(Thread.currentThread()).as("who reports").isSameAs(caller);
      assertThat(total).as("the total of " + step).isNotZero();
      if (done == 0) {
        requireComplete();
        assertThat(step).isNotBlank();
        current = step;
        whole = total;
      } else {
        assertThat(step).isEqualTo(current);
        assertThat(total).isEqualTo(whole);
        assertThat(Long.compareUnsigned(done, reached)).as("more than before").isPositive();
        assertThat(Long.compareUnsigned(done, total)).as("at most all").isNotPositive();
      }
      reached = done;
    }

    private void requireComplete() {
      assertThat(reached).as("done of " + current).isEqualTo(whole);
    }
  }

  @SlotTest
  void givesAllMemoryBack(Slot slot) throws Exception {
    OptionalLong before = pagesTaken();
    assumeTrue(before.isPresent(), "this machine does not tell how many pages are taken");
    load(newPlan(slot, 1));
    load(newPlan(slot, 2));
    machine.cleanup(prepare(newPlan(slot, 3)));
    machine.unload(slot);
    assertThat(pagesTaken()).isEqualTo(before);
  }

  @SlotTest
  void cleansUpAsOftenAsOneLikes(Slot slot) throws Exception {
    PreparedImage never = prepare(newPlan(slot, 1));
    machine.cleanup(never);
    machine.cleanup(never);
    PreparedImage loaded = load(newPlan(slot, 2));
    machine.cleanup(loaded);
    machine.cleanup(loaded);
    assertThat(machine.status().isLoaded(slot)).isTrue();
  }

  @SlotTest
  void refusesAnImageThatWasLoadedOrCleanedUp(Slot slot) throws Exception {
    PreparedImage cleaned = prepare(newPlan(slot, 1));
    machine.cleanup(cleaned);
    assertThatThrownBy(() -> machine.load(cleaned)).isInstanceOf(IllegalArgumentException.class);
    PreparedImage loaded = load(newPlan(slot, 1));
    assertThatThrownBy(() -> machine.load(loaded)).isInstanceOf(IllegalArgumentException.class);
  }

  @SlotTest
  void refusesForeignImages(Slot slot) throws Exception {
    Optional<MachineKexec> other = another();
    assumeTrue(other.isPresent(), "a receiver of this machine has one object only");
    PreparedImage foreign = other.get().prepare(newPlan(slot, 1));
    assertThatThrownBy(() -> machine.load(foreign)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> machine.cleanup(foreign)).isInstanceOf(IllegalArgumentException.class);
    other.get().cleanup(foreign);
    assertThat(machine.status().loaded()).isEmpty();
  }

  @SlotTest
  void replacesWhatItHolds(Slot slot) throws Exception {
    load(newPlan(slot, 1));
    load(newPlan(slot, 2));
    assertThat(machine.status().loaded()).containsExactly(slot);
    assumeTrue(executesAndReturns(), "this machine does not return from a jump");
    // Every byte of the second image is compared, so nothing of the first one is left.
    assertSucceeds(machine.execute(slot));
  }

  @SlotTest
  void unloadsAnEmptySlot(Slot slot) throws Exception {
    machine.unload(slot);
    machine.unload(slot);
    assertThat(machine.status().loaded()).isEmpty();
  }

  @Test
  void keepsTheSlotsApart() throws Exception {
    load(newPlan(Slot.DEFAULT, 1));
    load(newPlan(Slot.CRASH, 2));
    assertThat(machine.status().loaded()).containsExactlyInAnyOrder(Slot.values());
    machine.unload(Slot.DEFAULT);
    assertThat(machine.status().loaded()).containsExactly(Slot.CRASH);
    load(newPlan(Slot.DEFAULT, 3));
    machine.unload(Slot.CRASH);
    assertThat(machine.status().loaded()).containsExactly(Slot.DEFAULT);
  }

  @SlotTest
  void keepsTheOldImageWhenALoadFails(Slot slot) throws Exception {
    load(newPlan(slot, 1));
    PreparedImage second = prepare(newPlan(slot, 2));
    assumeTrue(refuseLoads(true), "this machine cannot be made to refuse a load");
    assertThatThrownBy(() -> machine.load(second)).isInstanceOf(KexecException.class);
    refuseLoads(false);
    assertThat(machine.status().loaded()).containsExactly(slot);
    machine.cleanup(second);
    assumeTrue(executesAndReturns(), "this machine does not return from a jump");
    assertSucceeds(machine.execute(slot));
  }

  /** The one rule in which receivers differ; each must report what it did. */
  @SlotTest
  void keepsTheOldImageOrSaysThatItIsLost(Slot slot) throws Exception {
    Plan first = newPlan(slot, 1);
    LoadedImage old = loaded(first);
    PreparedImage second = prepare(newPlan(slot, 2));
    refuseLoadsLate(true);
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> machine.load(second));
    refuseLoadsLate(false);
    assertThat(refusal).as("the load was to fail").isNotNull();
    String cause = refusal.fault().cause();
    if (losesTheOldImage(slot)) {
      assertThat(machine.status().loaded()).isEmpty();
      assertThat(cause).contains("that was loaded before is gone");
    } else {
      assertThat(machine.status().loaded()).containsExactly(slot);
      assertThat(machine.status().identity(slot)).isEqualTo(old.identity());
      assertThat(cause).doesNotContain("is gone");
      if (executesAndReturns()) {
        // Every byte of the first image is compared.
        ExecutionReport report = machine.execute(slot);
        assertSucceeds(report);
        assertThat(report.bytesVerified()).isEqualTo(first.footprint().size());
      }
    }
    machine.cleanup(second);
    load(newPlan(slot, 3));
    assertThat(machine.status().loaded()).containsExactly(slot);
  }

  @SlotTest
  void failsLateWithoutLeavingAnythingBehind(Slot slot) throws Exception {
    OptionalLong before = pagesTaken();
    PreparedImage image = prepare(newPlan(slot, 1));
    refuseLoadsLate(true);
    assertThatThrownBy(() -> machine.load(image))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> assertThat(e.fault().cause()).as("nothing was there").doesNotContain("is gone"));
    refuseLoadsLate(false);
    assertThat(machine.status().loaded()).isEmpty();
    machine.cleanup(image);
    assertThat(pagesTaken()).isEqualTo(before);
  }

  @SlotTest
  void givesEveryImageANameOfItsOwnOrNone(Slot slot) throws Exception {
    LoadedImage first = loaded(newPlan(slot, 1));
    LoadedImage second = loaded(newPlan(slot, 1));
    assumeTrue(first.identity().isPresent(), "this receiver cannot tell its images apart");
    assertThat(second.identity()).isPresent().isNotEqualTo(first.identity());
    machine.unload(slot);
    assertThat(machine.status().identity(slot)).isEmpty();
  }

  @SlotTest
  void loadsAfterARefusal(Slot slot) throws Exception {
    PreparedImage image = prepare(newPlan(slot, 1));
    assumeTrue(refuseLoads(true), "this machine cannot be made to refuse a load");
    assertThatThrownBy(() -> machine.load(image)).isInstanceOf(KexecException.class);
    assertThat(machine.status().loaded()).isEmpty();
    refuseLoads(false);
    machine.load(image);
    assertThat(machine.status().loaded()).containsExactly(slot);
  }

  @SlotTest
  void seesNothingThatPreventsALoadThatSucceeds(Slot slot) throws Exception {
    List<Finding> findings = machine.obstacles(slot);
    assertThat(findings).noneMatch(Finding::isError);
    for (Finding finding : findings) {
      assertThat(finding.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
      assertThat(finding.message()).isNotBlank();
      assertThat(finding.severity() == Severity.INFO || !finding.cure().isBlank())
          .as("the cure of " + finding)
          .isTrue();
    }
    assertThat(machine.status().loaded()).as("looking loads nothing").isEmpty();
    load(newPlan(slot, 1));
    assertThat(machine.obstacles(slot)).as("with an image").noneMatch(Finding::isError);
    assertThat(machine.status().loaded()).containsExactly(slot);
  }

  @SlotTest
  void foreseesARefusal(Slot slot) throws Exception {
    assumeTrue(foreseesRefusals(), "this machine cannot see beforehand what is refused");
    PreparedImage image = prepare(newPlan(slot, 1));
    assumeTrue(refuseLoads(true), "this machine cannot be made to refuse a load");
    assertThat(machine.obstacles(slot)).anyMatch(Finding::isError);
    assertThatThrownBy(() -> machine.load(image)).isInstanceOf(KexecException.class);
    refuseLoads(false);
    assertThat(machine.obstacles(slot)).noneMatch(Finding::isError);
  }

  @SlotTest
  void preparesWithoutTouchingWhatIsLoaded(Slot slot) throws Exception {
    load(newPlan(slot, 1));
    prepare(newPlan(slot, 2));
    assertThat(machine.status().loaded()).containsExactly(slot);
    assumeTrue(executesAndReturns(), "this machine does not return from a jump");
    assertSucceeds(machine.execute(slot));
  }

  @SlotTest
  void refusesContentThatWasNotPlanned(Slot slot) throws Exception {
    OptionalLong before = pagesTaken();
    Plan plan = withFirst(newPlan(slot, 1), s -> new Segment(s.role(), s.memory(), s.data(), ZERO));
    assertThatThrownBy(() -> machine.prepare(plan)).isInstanceOf(KexecException.class);
    assertThat(machine.status().loaded()).isEmpty();
    assertThat(pagesTaken()).isEqualTo(before);
  }

  @SlotTest
  void refusesAFileThatChangedSinceItWasPlanned(Slot slot) throws Exception {
    Path file = directory.resolve("content");
    Plan plan = newPlan(slot, 1);
    byte[] content = contentOf(plan.segments().get(0));
    Files.write(file, content);
    SegmentData mapped = MappedFile.open(file).data();
    Plan ofFile = withFirst(plan, s -> new Segment(s.role(), s.memory(), mapped, s.digest()));
    machine.cleanup(prepare(ofFile));

    content[content.length / 2] ^= 1;
    Files.write(file, content, StandardOpenOption.WRITE);
    assertThatThrownBy(() -> machine.prepare(ofFile)).isInstanceOf(KexecException.class);
  }

  /** The digest is wrong on purpose: it shows whether the content is digested. */
  @SlotTest
  void digestsAgainOnlyWhatNoLeaseHolds(Slot slot) throws Exception {
    Path file = directory.resolve("content");
    Plan plan = newPlan(slot, 1);
    Files.write(file, contentOf(plan.segments().get(0)));
    Optional<FileLease> lease = machine.lease(file);
    assumeTrue(lease.isPresent(), "this machine takes no lease on this file system");
    FileLease held = lease.get();
    try {
      SegmentData data = MappedFile.open(file, path -> lease).data();
      Plan ofFile = withFirst(plan, s -> new Segment(s.role(), s.memory(), data, ZERO));
      load(ofFile);
      assertThat(machine.status().isLoaded(slot)).isTrue();
      assertThat(held.isHeld()).as("while the image is loaded").isTrue();

      held.close();
      assertThatThrownBy(() -> machine.prepare(ofFile)).isInstanceOf(KexecException.class);
      assertThat(machine.status().isLoaded(slot)).as("a refusal changes nothing").isTrue();
    } finally {
      held.close();
    }
  }

  /** A lost lease proves nothing: neither that the content has changed, nor that it has not. */
  @SlotTest
  void refusesAFileThatChangedAfterItsLeaseWasLost(Slot slot) throws Exception {
    Path file = directory.resolve("content");
    Plan plan = newPlan(slot, 1);
    byte[] content = contentOf(plan.segments().get(0));
    Files.write(file, content);
    StandInLease lease = new StandInLease(file);
    SegmentData data = MappedFile.open(file, path -> Optional.of(lease)).data();
    Plan ofFile = withFirst(plan, s -> new Segment(s.role(), s.memory(), data, s.digest()));
    machine.cleanup(prepare(ofFile));
    lease.lose();
    machine.cleanup(prepare(ofFile));

    content[content.length / 2] ^= 1;
    Files.write(file, content, StandardOpenOption.WRITE);
    assertThatThrownBy(() -> machine.prepare(ofFile)).isInstanceOf(KexecException.class);
    assertThat(machine.status().loaded()).isEmpty();
  }

  /** Operations on a slot come one at a time; questions come at any time. */
  @SlotTest
  void answersWhileAnImageIsLoaded(Slot slot) throws Exception {
    boolean done =
        duringLoad(
            slot,
            () -> {
              assertThat(machine.status().loaded()).isEmpty();
              assertThat(machine.rules().methods(slot)).isNotEmpty();
              assertThat(machine.receiver()).isNotEmpty();
            });
    assumeTrue(done, "a load cannot be held up in this machine");
    assertThat(machine.status().loaded()).containsExactly(slot);
  }

  @SlotTest
  void refusesToExecuteAnEmptySlot(Slot slot) throws Exception {
    assumeTrue(executesAndReturns(), "this machine does not return from a jump");
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> machine.execute(slot));
    assertThat(refusal.fault().code()).isNotBlank();
    assertThat(refusal.fault().cure()).isNotBlank();
  }

  @SlotTest
  void executesWhatItHolds(Slot slot) throws Exception {
    assumeTrue(executesAndReturns(), "this machine does not return from a jump");
    OptionalLong before = pagesTaken();
    Plan plan = newPlan(slot, 1);
    load(plan);
    load(newPlan(slot == Slot.CRASH ? Slot.DEFAULT : Slot.CRASH, 2));
    machine.shutdown(slot, ShutdownMode.FORCED);
    ExecutionReport report = machine.execute(slot);
    assertSucceeds(report);
    assertThat(report.receiver()).isEqualTo(machine.receiver());
    assertThat(report.bytesVerified()).isEqualTo(plan.footprint().size());
    assertThat(machine.status().loaded()).as("a new kernel holds no image").isEmpty();
    assertThat(pagesTaken()).isEqualTo(before);
  }

  @SlotTest
  void tellsTheTruthToEverybody(Slot slot) throws Exception {
    Optional<MachineKexec> found = another();
    assumeTrue(found.isPresent(), "a receiver of this machine has one object only");
    MachineKexec other = found.get();
    load(newPlan(slot, 1));
    assertThat(other.status().loaded()).containsExactly(slot);
    other.unload(slot);
    assertThat(machine.status().loaded()).isEmpty();

    PreparedImage image = other.prepare(newPlan(slot, 2));
    other.load(image);
    other.cleanup(image);
    assertThat(machine.status().loaded()).containsExactly(slot);
    if (executesAndReturns()) {
      assertSucceeds(machine.execute(slot));
      assertThat(other.status().loaded()).isEmpty();
    }
    assertThatThrownBy(() -> machine.load(image)).isInstanceOf(IllegalArgumentException.class);
  }

  private static final Digest ZERO = new Digest("0".repeat(64));

  private PreparedImage prepare(Plan plan) throws KexecException {
    PreparedImage image = machine.prepare(plan);
    prepared.add(image);
    return image;
  }

  private LoadedImage loaded(Plan plan) throws KexecException {
    PreparedImage image = prepare(plan);
    LoadedImage loaded = machine.load(image);
    machine.cleanup(image);
    return loaded;
  }

  private PreparedImage load(Plan plan) throws KexecException {
    PreparedImage image = prepare(plan);
    machine.load(image);
    machine.cleanup(image);
    return image;
  }

  private static void assertSucceeds(ExecutionReport report) {
    assertThat(report.checks()).isNotEmpty().allMatch(ExecutionReport.Check::passed);
    assertThat(report.succeeded()).isTrue();
  }

  /** Changes a plan's first segment. */
  @FunctionalInterface
  private interface Change {
    Segment apply(Segment segment);
  }

  private static Plan withFirst(Plan plan, Change change) {
    List<Segment> segments = new ArrayList<>(plan.segments());
    segments.set(0, change.apply(segments.get(0)));
    return plan.toBuilder().segments(segments).build();
  }

  private static byte[] contentOf(Segment segment) {
    int size = Math.toIntExact(segment.data().size());
    ByteBuffer content = segment.data().buffer(0, size);
    byte[] bytes = new byte[size];
    content.get(bytes);
    return bytes;
  }
}
