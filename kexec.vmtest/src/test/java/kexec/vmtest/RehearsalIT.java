package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that boot are rehearsed on this machine, and the rehearsals say that they boot. */
@ExtendWith(GuestLab.class)
class RehearsalIT {

  @TempDir Path directory;

  private RehearsalLab lab() {
    return new RehearsalLab(directory);
  }

  private static void assertBoots(Guests guests, String name, RehearsalRun run) {
    assertThat(run.succeeded()).as(run::toString).isTrue();
    assertThat(run.errors()).isEmpty();
    assertThat(run.rung()).isIn("init", "poweroff");
    guests.note(
        "rehearsal of %s: %s ms to its version, %s ms to init"
            .formatted(name, run.after("version").toMillis(), run.after("init").toMillis()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmlinuz-cloud", "vmlinuz-generic", "vmlinuz-6.12", "vmlinuz-7"})
  void aPcsKernelBootsToInit(String kernel, Guests guests) throws Exception {
    GuestImages images = guests.images();
    RehearsalRun run =
        lab()
            .run(
                images.base().resolve(kernel),
                "--initrd=" + images.initrd(),
                lab().pc(),
                "--append=console=ttyS0 mark=first");
    assertBoots(guests, kernel, run);
  }

  @Test
  void anArm64KernelBootsToInit(Guests guests) throws Exception {
    RehearsalRun run =
        arm(
            guests.images("arm64"),
            lab().board(),
            lab().deviceTree("qemu-system-aarch64", "virt"),
            "--append=console=ttyAMA0");
    assertBoots(guests, "arm64", run);
  }

  @Test
  void anArmKernelBootsToInit(Guests guests) throws Exception {
    RehearsalRun run =
        arm(
            guests.images("armhf"),
            lab().board(),
            lab().deviceTree("qemu-system-arm", "virt,highmem=off"),
            "--append=console=ttyAMA0");
    assertBoots(guests, "arm", run);
  }

  private RehearsalRun arm(GuestImages images, String... options) throws Exception {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = "--initrd=" + images.initrd();
    return lab().run(images.armKernel(), all);
  }

  @Test
  void aCrashKernelReadsTheDump(Guests guests) throws Exception {
    GuestImages images = guests.images();
    RehearsalRun run =
        lab()
            .run(
                images.cloudKernel(),
                "-p",
                "--initrd=" + images.initrd(),
                lab().pcWithCrashRegion(192),
                "--append=console=ttyS0");
    assertBoots(guests, "a crash kernel", run);
    assertDumpIsWhole(run, 192);
  }

  @Test
  void anArm64CrashKernelReadsTheDump(Guests guests) throws Exception {
    RehearsalRun run =
        arm(
            guests.images("arm64"),
            "-p",
            lab().boardWithCrashRegion(256),
            lab().deviceTree("qemu-system-aarch64", "virt"),
            "--append=console=ttyAMA0");
    assertBoots(guests, "an arm64 crash kernel", run);
    assertDumpIsWhole(run, 256);
  }

  private static void assertDumpIsWhole(RehearsalRun run, int mebibytes) {
    JsonObject crash = run.report().getAsJsonObject("crash");
    assertThat(crash.get("vmcoreBytes").getAsLong()).as(run::toString).isGreaterThan(512L << 20);
    assertThat(crash.get("notesRead").getAsBoolean()).isTrue();
    assertThat(crash.get("patternRead").getAsBoolean()).isTrue();
    assertThat(crash.get("regionBytes").getAsLong()).isEqualTo((long) mebibytes << 20);
    assertThat(crash.get("peakBytes").getAsLong()).isBetween(32L << 20, (long) mebibytes << 20);
  }

  /** Under emulation dom0 does not bear SMAP. */
  @Test
  void aHypervisorsFirstDomainBootsToInit(Guests guests) throws Exception {
    GuestImages images = guests.images();
    RehearsalRun run =
        lab()
            .run(
                images.xen(),
                "--module=%s console=hvc0 mark=first".formatted(images.dom0Kernel()),
                "--module=" + images.initrd(),
                lab().largePc(),
                "--append=console=com1 com1=115200 no-real-mode edd=off smap=off");
    assertBoots(guests, "Xen with dom0", run);
  }
}
