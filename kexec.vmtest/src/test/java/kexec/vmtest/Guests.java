package kexec.vmtest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The guests of the tests, and their common settings. */
final class Guests implements AutoCloseable {

  private final GuestRunner runner;
  private final Function<String, GuestImages> images;

  /**
   * Takes what the tests share.
   *
   * @param runner runs the guests
   * @param images makes the images of an architecture, in Debian's words, when they are first asked
   *     for
   */
  Guests(GuestRunner runner, Function<String, GuestImages> images) {
    this.runner = runner;
    this.images = images;
  }

  /** The images of the PC. */
  GuestImages images() {
    return images.apply("amd64");
  }

  /** The images of an architecture, in Debian's words. */
  GuestImages images(String architecture) {
    return images.apply(architecture);
  }

  /** Debian's kernel for virtual machines with both disks; {@code run=} names a script. */
  GuestBuilder cloud(String name) {
    return cloud(name, images().cloudKernel());
  }

  /** The same with another of Debian's kernels for virtual machines. */
  GuestBuilder cloud(String name, Path kernel) {
    return withDisks(name, kernel, images().initrd());
  }

  /** An Arm machine of 64 bits with Debian's kernel for virtual machines and both disks. */
  GuestBuilder arm64(String name) {
    return arm64(name, GuestImages::armKernel);
  }

  /** The same with another of its kernels. */
  GuestBuilder arm64(String name, Function<GuestImages, Path> kernel) {
    GuestImages its = images.apply("arm64");
    return withDisks(name, its, kernel.apply(its), its.initrd()).machine(GuestMachine.ARM64);
  }

  /** An Arm machine of 32 bits with Debian's kernel for all such machines and both disks. */
  GuestBuilder arm(String name) {
    GuestImages its = images.apply("armhf");
    return withDisks(name, its, its.armKernel(), its.initrd()).machine(GuestMachine.ARM);
  }

  /** Debian's kernel for all machines with both disks. */
  GuestBuilder generic(String name) {
    return withDisks(name, images().genericKernel(), images().genericInitrd());
  }

  /**
   * Debian's kernel for virtual machines with Secure Boot, both disks and 768 MiB. The firmware and
   * the programs between it and the kernel check signatures, which takes an emulator long: no check
   * of the timer, which fails on a busy host.
   */
  GuestBuilder secureBoot(String name) {
    return cloud(name)
        .firmware(Firmware.SECURE_BOOT)
        .append("no_timer_check")
        .mebibytes(768)
        .firstSign("guest: init reached", Duration.ofSeconds(150))
        .limit(Duration.ofMinutes(8));
  }

  /**
   * Xen with Debian's kernel for all machines as its dom0, both disks and 2 GiB, of which dom0 has
   * 768 MiB. The rest is Xen's, which copies images into it. Programs are slower than without Xen.
   */
  GuestBuilder dom0(String name) {
    return withDisks(name, images().dom0Kernel(), images().genericInitrd())
        .under(images().xen())
        .xen("dom0_mem=768M,max:768M")
        .mebibytes(2048)
        .firstSign("guest: init reached", Duration.ofSeconds(90))
        .limit(Duration.ofMinutes(8));
  }

  private GuestBuilder withDisks(String name, Path kernel, Path initrd) {
    return withDisks(name, images(), kernel, initrd);
  }

  private static GuestBuilder withDisks(String name, GuestImages images, Path kernel, Path initrd) {
    return new GuestBuilder(name, kernel)
        .initrd(initrd)
        .drive(images.baseDrive())
        .drive(images.productDrive())
        .append("mark=first");
  }

  /** The tiny kernel, booted by QEMU itself as a Multiboot kernel. */
  GuestBuilder tiny(String name) {
    Path kernel = images().product().resolveSibling("tiny.multiboot");
    return new GuestBuilder(name, kernel).firstSign("tiny: entered", Duration.ofSeconds(20));
  }

  GuestRun run(GuestBuilder guest) throws InterruptedException {
    return runner.run(guest.build());
  }

  /** Adds a measured time to the summary. */
  void note(GuestRun run, String what, Duration time) {
    runner.note(run.name() + ": " + what + ": " + time.toMillis() + " ms");
  }

  /** Adds a line to the summary. */
  void note(String line) {
    runner.note(line);
  }

  /** Adds a table to the summary. */
  void table(String title, List<?> rows) {
    runner.note(title + ":");
    rows.forEach(row -> runner.note(row.toString()));
  }

  RunningGuest start(GuestBuilder guest) {
    return runner.start(guest.build());
  }

  /** Waits for the end of a guest that a test controlled. */
  GuestRun finish(GuestBuilder guest, RunningGuest running) throws InterruptedException {
    return runner.finish(guest.build(), running);
  }

  /** Shows which guests ran and how long they took, once all tests are over. */
  @Override
  public void close() throws IOException {
    System.out.println("Guests:\n" + runner.summary());
  }
}
