package kexec.images.internal.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import kexec.api.PlanRequest;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImage.State;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.images.internal.config.ConfigReader;
import kexec.images.internal.config.Configuration;
import kexec.images.internal.source.ConfigSource.Found;
import kexec.linux.LinuxTexts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageKeeperTest {

  private static final Duration SETTLED = ConfigReader.SETTLE.plusSeconds(1);
  private static final Duration A_DAY = Duration.ofDays(1);

  @TempDir private Path directory;

  /** It begins now, because files have the time of the system. */
  private Instant now = Instant.now();

  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final SlotsOfOneMachine kexec = new SlotsOfOneMachine(clock);
  private final Map<String, Configuration> configured = new TreeMap<>();
  private Optional<Fault> trouble = Optional.empty();
  private Optional<BootEntry> entry = Optional.empty();
  private ImageKeeper keeper;
  private Path kernel;
  private int written;

  private void advance(Duration duration) {
    now = now.plus(duration);
  }

  @BeforeEach
  void start() throws IOException {
    kernel = write("vmlinuz", "good");
    keeper = keeper(KeepMode.KEEP);
  }

  private ImageKeeper keeper(KeepMode mode) {
    return keeper(mode, new KeptStore(directory.resolve("kept")));
  }

  private ImageKeeper keeper(KeepMode mode, KeptStore store) {
    return new ImageKeeper(
        () -> new Found(List.copyOf(configured.values()), trouble, List.of()),
        new ImageKeeper.Services(
            kexec, () -> Optional.of(entries()), Optional::empty, new LinuxTexts(directory)),
        store,
        clock,
        mode);
  }

  private BootEntries entries() {
    return new BootEntries() {
      @Override
      public Listing list() {
        return new Listing(List.of(), Optional.empty(), "", List.of());
      }

      @Override
      public BootEntry find(String id) throws KexecException {
        if (id.equals("broken")) {
          throw new IllegalStateException("a defect of the reader");
        }
        return entry.orElseThrow(
            () ->
                new KexecException(
                    new Fault("entry-unknown", "finding " + id, "there is none", "Name one.")));
      }
    };
  }

  /** Every file has a time of its own, long ago, so that a change is seen and settled. */
  private Path write(String name, String content) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    written++;
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * written));
    return file;
  }

  private void configure(String name, String... lines) {
    Map<String, List<String>> values = new TreeMap<>();
    for (String line : lines) {
      String[] parts = line.split("=", 2);
      values.computeIfAbsent(parts[0], absent -> new ArrayList<>()).add(parts[1]);
    }
    configured.put(name, ConfigReader.read(name, values, List.of(), name));
  }

  private void kdump(String... more) {
    List<String> lines = new ArrayList<>(List.of("slot=crash", "kernel=" + kernel));
    lines.addAll(List.of(more));
    configure("kdump", lines.toArray(String[]::new));
  }

  private ConfiguredImage look() {
    keeper.look();
    return keeper.list().get(0);
  }

  private ConfiguredImage lookAfter(Duration pause) {
    look();
    advance(pause);
    return look();
  }

  private String crashLine() {
    return kexec.loaded(Slot.CRASH).map(PlanRequest::commandLine).orElse("nothing");
  }

  @Test
  void aConfiguredImageIsLoadedAtTheStart() {
    kdump("append=irqpoll");
    ConfiguredImage image = look();
    assertThat(image.state()).isEqualTo(State.CURRENT);
    assertThat(image.trouble()).isEmpty();
    assertThat(image.loadedAt()).contains(clock.instant());
    assertThat(image.wanted()).isEqualTo(FileName.of(kernel));
    assertThat(crashLine()).isEqualTo("irqpoll");
    advance(A_DAY);
    look();
    assertThat(kexec.attempts).isOne();
  }

  @Test
  void aFileThatIsBeingWrittenIsLeftAlone() throws Exception {
    kdump();
    look();
    for (int i = 0; i < 10; i++) {
      write("vmlinuz", "good, part " + i);
      assertThat(look().state()).isEqualTo(State.WAITING);
      advance(Duration.ofSeconds(4));
    }
    assertThat(kexec.attempts).isOne();
    advance(Duration.ofSeconds(2));
    assertThat(look().state()).isEqualTo(State.CURRENT);
    assertThat(kexec.attempts).isEqualTo(2);
  }

  @Test
  void aFileThatWasJustWrittenAtTheStartSettlesFirst() throws Exception {
    Files.setLastModifiedTime(kernel, FileTime.from(clock.instant().minusSeconds(1)));
    kdump();
    ConfiguredImage image = look();
    assertThat(image.state()).isEqualTo(State.WAITING);
    assertThat(image.nextTry().orElseThrow())
        .isBetween(clock.instant().plusSeconds(3), clock.instant().plusSeconds(5));
    advance(Duration.ofSeconds(4));
    assertThat(look().state()).isEqualTo(State.CURRENT);
  }

  @Test
  void whatCannotBeLoadedLeavesTheOldImageAndIsTriedAgainLessAndLess() throws Exception {
    kdump("append=old");
    look();
    write("vmlinuz", "bad");
    ConfiguredImage refused = lookAfter(SETTLED);
    assertThat(refused.state()).isEqualTo(State.OUTDATED);
    assertThat(refused.trouble().orElseThrow()).contains("it is no kernel", "Take another one");
    assertThat(refused.nextTry()).contains(clock.instant().plusSeconds(5));
    assertThat(crashLine()).isEqualTo("old");
    int before = kexec.attempts;
    for (int i = 0; i < 24 * 60; i++) {
      advance(Duration.ofMinutes(1));
      look();
    }
    assertThat(kexec.attempts - before).isBetween(130, 160);
    write("vmlinuz", "good again");
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    assertThat(kexec.disarmed).isFalse();
  }

  @Test
  void aConfigurationThatBecomesInvalidLeavesTheOldImage() {
    kdump("append=old");
    look();
    kdump("apend=new");
    ConfiguredImage image = lookAfter(A_DAY);
    assertThat(image.state()).isEqualTo(State.OUTDATED);
    assertThat(image.slot()).isEqualTo(Slot.CRASH);
    assertThat(image.trouble().orElseThrow()).contains("'apend'", "'append' is meant");
    assertThat(crashLine()).isEqualTo("old");
  }

  @Test
  void aChangedConfigurationIsLoadedWhenItHasSettled() {
    kdump("append=old");
    look();
    kdump("append=new");
    assertThat(look().state()).isEqualTo(State.WAITING);
    assertThat(crashLine()).isEqualTo("old");
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    assertThat(crashLine()).isEqualTo("new");
  }

  @Test
  void aRestartAdoptsWhatIsLoaded() {
    kdump("append=kept");
    look();
    keeper = keeper(KeepMode.KEEP);
    assertThat(look().state()).isEqualTo(State.CURRENT);
    assertThat(kexec.attempts).isOne();
  }

  @Test
  void whatWasConfiguredBeforeARestartIsReplaced() {
    kdump("append=old");
    look();
    kdump("append=new");
    keeper = keeper(KeepMode.KEEP);
    assertThat(look().state()).isEqualTo(State.CURRENT);
    assertThat(crashLine()).isEqualTo("new");
  }

  @Test
  void whatADeletedConfigurationLoadedIsUnloadedWhenItStaysDeleted() throws Exception {
    kdump();
    look();
    Configuration deleted = configured.remove("kdump");
    keeper.look();
    advance(Duration.ofSeconds(1));
    configured.put("kdump", deleted);
    look();
    advance(A_DAY);
    assertThat(look().state()).isEqualTo(State.CURRENT);
    assertThat(kexec.disarmed).isFalse();
    configured.clear();
    keeper.look();
    assertThat(kexec.loaded(Slot.CRASH)).isPresent();
    advance(SETTLED);
    keeper.look();
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
    assertThat(new KeptStore(directory.resolve("kept")).all()).isEmpty();
  }

  @Test
  void nothingIsUnloadedWhereConfigurationsCannotBeRead() {
    kdump();
    look();
    configured.clear();
    trouble = Optional.of(new Fault("unreadable", "reading", "no disk", "Mount it."));
    keeper.look();
    advance(A_DAY);
    assertThat(keeper.look().trouble()).isEqualTo(trouble);
    assertThat(keeper.trouble()).isEqualTo(trouble);
    assertThat(kexec.loaded(Slot.CRASH)).isPresent();
  }

  @Test
  void anImageMovesToAnotherSlotWithItsConfiguration() {
    kdump();
    look();
    configure("kdump", "slot=default", "kernel=" + kernel);
    lookAfter(SETTLED);
    lookAfter(SETTLED);
    assertThat(kexec.loaded(Slot.DEFAULT)).isPresent();
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
  }

  @Test
  void aUsersImageStaysUntilItIsUnloadedOrTheConfigurationChanges() throws Exception {
    kdump("append=configured");
    look();
    kexec.load(request("by hand"));
    assertThat(lookAfter(A_DAY).trouble().orElseThrow()).contains("a user loaded");
    write("vmlinuz", "good and new");
    lookAfter(A_DAY);
    keeper = keeper(KeepMode.KEEP);
    assertThat(lookAfter(A_DAY).state()).isEqualTo(State.REFUSED);
    assertThat(crashLine()).isEqualTo("by hand");
    kexec.unload(Slot.CRASH, Optional.empty());
    assertThat(look().state()).isEqualTo(State.CURRENT);
    kexec.load(request("by hand"));
    look();
    kdump("append=changed");
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    assertThat(crashLine()).isEqualTo("changed");
  }

  private PlanRequest request(String commandLine) {
    return PlanRequest.of(kernel).slot(Slot.CRASH).commandLine(commandLine).build();
  }

  @Test
  void whatAUserUnloadsStaysUnloadedUntilSomethingChanges() throws Exception {
    kdump();
    look();
    kexec.unload(Slot.CRASH, Optional.empty());
    assertThat(lookAfter(A_DAY).trouble().orElseThrow()).contains("unloaded by hand");
    write("vmlinuz", "good and new");
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    kexec.unload(Slot.CRASH, Optional.empty());
    look();
    keeper = keeper(KeepMode.KEEP);
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
  }

  @Test
  void aLostCrashImageIsLoadedAgainAndALostDefaultImageIsNot() {
    kdump();
    configure("next", "slot=default", "kernel=" + kernel);
    look();
    kexec.lose(Slot.CRASH);
    kexec.lose(Slot.DEFAULT);
    keeper.look();
    assertThat(kexec.loaded(Slot.CRASH)).isPresent();
    assertThat(kexec.loaded(Slot.DEFAULT)).isEmpty();
    assertThat(keeper.list().get(1).trouble().orElseThrow()).contains("another program took it");
  }

  @Test
  void anotherProgramsImageIsLeftAlone() {
    kexec.foreign(Slot.CRASH);
    kdump();
    assertThat(lookAfter(A_DAY).trouble().orElseThrow()).contains("another program loaded");
    assertThat(kexec.attempts).isZero();
  }

  @Test
  void aMachineThatComesLaterGetsTheImageThen() {
    kexec.present = false;
    kdump();
    assertThat(look().state()).isEqualTo(State.WAITING);
    look();
    kexec.present = true;
    keeper.retry();
    assertThat(look().state()).isEqualTo(State.CURRENT);
  }

  @Test
  void ofTwoConfigurationsForOneSlotTheFirstNameWins() {
    kdump("append=first");
    configure("spare", "slot=crash", "kernel=" + kernel, "append=second");
    look();
    assertThat(crashLine()).isEqualTo("first");
    ConfiguredImage second = keeper.list().get(1);
    assertThat(second.state()).isEqualTo(State.REFUSED);
    assertThat(second.trouble().orElseThrow()).contains("the configuration kdump is for the same");
    configured.remove("kdump");
    lookAfter(SETTLED);
    assertThat(crashLine()).isEqualTo("second");
    assertThat(kexec.disarmed).isFalse();
  }

  @Test
  void anEntryIsFollowedToItsNewKernel() throws Exception {
    configure("kdump", "slot=crash", "entry=default", "append=more");
    assertThat(look().trouble().orElseThrow()).contains("there is none");
    entry = Optional.of(entry(kernel));
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    assertThat(crashLine()).isEqualTo("BOOT_IMAGE=/vmlinuz root=/dev/vda more");
    entry = Optional.of(entry(write("vmlinuz-2", "good")));
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    assertThat(kexec.loaded(Slot.CRASH).orElseThrow().kernel())
        .isEqualTo(directory.resolve("vmlinuz-2"));
    entry = Optional.empty();
    assertThat(lookAfter(A_DAY).state()).isEqualTo(State.OUTDATED);
    assertThat(kexec.disarmed).isFalse();
  }

  private BootEntry entry(Path of) {
    return new BootEntry(
        "debian",
        "Debian",
        new BootEntry.Source(BootEntry.Kind.GRUB, directory.resolve("grub.cfg")),
        of,
        List.of(),
        List.of(),
        "BOOT_IMAGE=/vmlinuz root=/dev/vda crashkernel=256M",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void aRehearsalThatFailedIsNotRepeatedWithoutAChange() throws Exception {
    kdump("rehearse=yes");
    keeper =
        new ImageKeeper(
            () -> new Found(List.copyOf(configured.values()), trouble, List.of()),
            new ImageKeeper.Services(
                kexec,
                Optional::empty,
                () ->
                    Optional.of(
                        (request, listener) -> {
                          throw new AssertionError("the core rehearses nothing here");
                        }),
                new LinuxTexts(directory)),
            new KeptStore(directory.resolve("kept")),
            clock,
            KeepMode.KEEP);
    ConfiguredImage image = lookAfter(A_DAY);
    assertThat(image.state()).isEqualTo(State.REFUSED);
    assertThat(image.nextTry()).isEmpty();
    assertThat(kexec.attempts).isOne();
    write("vmlinuz", "good and new");
    lookAfter(SETTLED);
    assertThat(kexec.attempts).isEqualTo(2);
  }

  @Test
  void onceLoadsWithoutWaitingAndRestoresWhatWasUnloaded() throws Exception {
    Files.setLastModifiedTime(kernel, FileTime.from(clock.instant()));
    kdump();
    keeper = keeper(KeepMode.ONCE);
    assertThat(look().state()).isEqualTo(State.CURRENT);
    kexec.unload(Slot.CRASH, Optional.empty());
    keeper = keeper(KeepMode.ONCE);
    assertThat(look().state()).isEqualTo(State.CURRENT);
    configured.clear();
    keeper = keeper(KeepMode.ONCE);
    keeper.look();
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
  }

  @Test
  void anObserverTellsWhatTheOtherProcessFoundAndDoesNothing() throws Exception {
    kdump();
    ImageKeeper observer = keeper(KeepMode.OBSERVE);
    observer.look();
    assertThat(observer.list().get(0).state()).isEqualTo(State.WAITING);
    assertThat(kexec.attempts).isZero();
    look();
    observer.look();
    assertThat(observer.list().get(0).state()).isEqualTo(State.CURRENT);
    write("vmlinuz", "bad");
    lookAfter(SETTLED);
    observer.look();
    assertThat(observer.list().get(0).state()).isEqualTo(State.OUTDATED);
    assertThat(observer.list().get(0).trouble().orElseThrow()).contains("it is no kernel");
    configured.clear();
    observer.look();
    advance(A_DAY);
    observer.look();
    assertThat(kexec.loaded(Slot.CRASH)).isPresent();
  }

  @Test
  void whoKeepsAnotherDirectoryUnloadsNothing() {
    kdump();
    keeper = keeper(KeepMode.KEEP, KeptStore.of(directory, Path.of("/etc/jkexec")));
    look();
    configured.clear();
    keeper(KeepMode.ONCE, KeptStore.of(directory, Path.of("/run/jkexec.d"))).look();
    assertThat(kexec.loaded(Slot.CRASH)).isPresent();
    keeper(KeepMode.ONCE, KeptStore.of(directory, Path.of("/etc/jkexec"))).look();
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
  }

  @Test
  void anEntryThatIsGoneIsWaitedForWhereItWas() throws Exception {
    configure("kdump", "slot=crash", "entry=default");
    entry = Optional.of(entry(kernel));
    look();
    entry = Optional.empty();
    assertThat(keeper.look().directories()).contains(directory);
  }

  /** A renamed and edited file: its image is nobody's until the new one can be loaded. */
  @Test
  void aConfigurationThatReplacesAnotherLoadsLaterWhatItCannotLoadNow() throws Exception {
    kdump("append=old");
    look();
    configured.clear();
    configure("crash", "slot=crash", "kernel=" + directory.resolve("later"));
    assertThat(lookAfter(A_DAY).state()).isEqualTo(State.OUTDATED);
    write("later", "good");
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    assertThat(kexec.disarmed).isFalse();
    assertThat(new KeptStore(directory.resolve("kept")).all())
        .extracting(KeptRecord::name)
        .containsExactly("crash");
  }

  /** Otherwise the image that is loaded would be somebody else's. */
  @Test
  void recordsThatCannotBeReadAreNotTakenForNone() throws Exception {
    kdump();
    Path tooLong = directory.resolve("x".repeat(256));
    FileSystemException failure =
        catchThrowableOfType(FileSystemException.class, () -> Files.readString(tooLong));
    keeper = keeper(KeepMode.KEEP, new KeptStore(tooLong));
    assertThat(look().trouble().orElseThrow()).contains(failure.getReason());
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
  }

  @Test
  void anImageWhoseLoadWasInterruptedIsUnloadedWithItsConfiguration() throws Exception {
    kdump();
    look();
    KeptStore store = new KeptStore(directory.resolve("kept"));
    store.write(KeptRecord.none("kdump").begun(RequestDigest.of(request(""))));
    configured.clear();
    keeper = keeper(KeepMode.KEEP);
    keeper.look();
    advance(SETTLED);
    keeper.look();
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
  }

  @Test
  void aMachineThatIsNamedLaterLeavesTheOldImageUntilTheNewOneIsLoaded() throws Exception {
    kdump("append=old");
    look();
    configure(
        "kdump",
        "slot=crash",
        "kernel=" + directory.resolve("later"),
        "machine=" + SlotsOfOneMachine.MACHINE);
    lookAfter(SETTLED);
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.OUTDATED);
    assertThat(crashLine()).isEqualTo("old");
    assertThat(kexec.disarmed).isFalse();
  }

  @Test
  void aWinnerThatIsRefusedLeavesTheImageOfTheOther() throws Exception {
    configure(
        "spare",
        "slot=crash",
        "kernel=" + kernel,
        "append=spare",
        "machine=" + SlotsOfOneMachine.MACHINE);
    look();
    configure("kdump", "slot=crash", "kernel=" + directory.resolve("later"));
    lookAfter(SETTLED);
    lookAfter(SETTLED);
    assertThat(crashLine()).isEqualTo("spare");
    assertThat(kexec.disarmed).isFalse();
  }

  @Test
  void anInvalidConfigurationLeavesItsImageWhateverSlotItNamesNow() {
    configure("next", "slot=default", "kernel=" + kernel);
    look();
    configure("next", "slot=crash", "kernel=" + kernel, "nonsense=1");
    lookAfter(SETTLED);
    lookAfter(SETTLED);
    assertThat(kexec.loaded(Slot.DEFAULT)).isPresent();
    assertThat(keeper.list().get(0).state()).isEqualTo(State.OUTDATED);
    configured.clear();
    keeper.look();
    advance(SETTLED);
    keeper.look();
    assertThat(kexec.loaded(Slot.DEFAULT)).isEmpty();
  }

  @Test
  void anInvalidConfigurationDoesNotGiveItsSlotToTheNextOne() {
    kdump("append=first");
    configure("spare", "slot=crash", "kernel=" + kernel, "append=second");
    look();
    kdump("nonsense=1");
    lookAfter(A_DAY);
    assertThat(crashLine()).isEqualTo("first");
    assertThat(keeper.list().get(1).trouble().orElseThrow()).contains("kdump");
    kexec.unload(Slot.CRASH, Optional.empty());
    keeper = keeper(KeepMode.KEEP);
    lookAfter(A_DAY);
    assertThat(crashLine()).isEqualTo("second");
  }

  @Test
  void aClockThatIsSetBackDelaysNothing() throws Exception {
    kdump("append=old");
    look();
    write("vmlinuz", "bad");
    lookAfter(SETTLED);
    advance(A_DAY.negated());
    ConfiguredImage refused = lookAfter(SETTLED);
    assertThat(refused.nextTry().orElseThrow()).isBefore(clock.instant().plusSeconds(60));
    write("vmlinuz", "good again");
    look();
    advance(A_DAY.negated());
    look();
    assertThat(lookAfter(SETTLED).state()).isEqualTo(State.CURRENT);
    configured.clear();
    keeper.look();
    advance(A_DAY.negated());
    keeper.look();
    advance(SETTLED);
    keeper.look();
    assertThat(kexec.loaded(Slot.CRASH)).isEmpty();
  }

  @Test
  void aFaultOfTheEntriesReaderIsToldAndHarmsNoOtherImage() {
    configure("entries", "slot=default", "entry=broken");
    kdump();
    look();
    assertThat(keeper.list()).extracting(ConfiguredImage::name).containsExactly("entries", "kdump");
    assertThat(keeper.list().get(0).trouble().orElseThrow()).contains("a defect of the reader");
    assertThat(keeper.list().get(1).state()).isEqualTo(State.CURRENT);
  }

  /** Whatever happens to configurations and files: what was armed once is armed. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anArmedCrashKernelStaysArmed(long seed) throws Exception {
    Random random = new Random(seed);
    kdump();
    look();
    for (int i = 0; i < 150; i++) {
      switch (random.nextInt(7)) {
        case 0 -> write("vmlinuz", "bad");
        case 1 -> write("vmlinuz", "good " + i);
        case 2 -> Files.deleteIfExists(kernel);
        case 3 -> kdump("append=" + i);
        case 4 -> kdump("nonsense=" + i);
        case 5 ->
            configure(
                "other",
                "slot=" + (random.nextBoolean() ? "crash" : "default"),
                "kernel=" + kernel);
        default -> keeper = keeper(KeepMode.KEEP);
      }
      look();
      advance(Duration.ofSeconds(random.nextInt(20)));
      look();
      assertThat(kexec.loaded(Slot.CRASH)).as("after change %s", i).isPresent();
    }
    write("vmlinuz", "good at last");
    configured.remove("other");
    kdump("append=last");
    lookAfter(SETTLED);
    assertThat(crashLine()).isEqualTo("last");
    assertThat(kexec.disarmed).isFalse();
    assertThat(kexec.loads).hasSizeGreaterThan(10);
  }
}
