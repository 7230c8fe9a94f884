package kexec.vmtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plan that is rehearsed, and then taken in a guest.
 *
 * @param name what its guest is called
 * @param kernel the kernel's file, on the guest's disks
 * @param initrd {@code none}, {@code small}, or what {@link PlannedFiles} makes of it
 * @param words of its command line, besides {@link #ALWAYS}
 * @param options further options of jkexec
 * @param region the first kernel's {@code crashkernel=}; empty for a plan that is no crash image
 * @param fate what becomes of it
 */
record PlanRow(
    String name,
    String kernel,
    String initrd,
    List<String> words,
    List<String> options,
    String region,
    Fate fate) {

  /** A panic ends the guest, and a busy host does not cause one. */
  private static final List<String> ALWAYS =
      List.of("panic=-1", "no_timer_check", "cryptomgr.notests", "mark=second");

  /** Takes a line with a column for each field. */
  static PlanRow of(String line) {
    String[] columns = line.split("\\|", -1);
    List<String> all = Arrays.stream(columns).map(String::strip).toList();
    return new PlanRow(
        all.get(0),
        all.get(1),
        all.get(2),
        words(all.get(3)),
        words(all.get(4)),
        all.get(5),
        Fate.valueOf(all.get(6)));
  }

  private static List<String> words(String text) {
    return Stream.of(text.split(" +")).filter(word -> !word.isEmpty()).toList();
  }

  boolean isCrash() {
    return !region.isEmpty();
  }

  /** Whether the kernel tells on the first serial port how far it comes. */
  boolean isTold() {
    return words.contains("console=ttyS0") && !words.contains("quiet");
  }

  boolean isLinux() {
    return kernel.startsWith("vmlinuz");
  }

  String commandLine() {
    return String.join(" ", allWords());
  }

  private List<String> allWords() {
    List<String> all = new ArrayList<>(words);
    all.addAll(ALWAYS);
    return all;
  }

  /** The guest that loads it by {@code rehearsed.sh}. */
  GuestBuilder guest(Guests guests) {
    int cpus = words.contains("maxcpus=1") ? 2 : 1;
    GuestBuilder guest = guests.cloud("rehearsed-" + name).cpus(cpus);
    guest.append("run=rehearsed.sh", "ramdisk=" + initrd, "words=" + String.join(",", allWords()));
    guest.append("to=" + (isLinux() ? "/mnt/base/" : "/mnt/product/") + kernel);
    if (!options.isEmpty()) {
      guest.append("load=" + String.join(",", options));
    }
    return isCrash() ? guest.append("crash=yes", "crashkernel=" + region) : guest;
  }

  @Override
  public String toString() {
    return name;
  }
}
