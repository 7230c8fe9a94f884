package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** kexec-tools and jkexec lay the same image out in the same machine. */
@ExtendWith(GuestLab.class)
class SideBySideIT {

  private static final Pattern THEIRS =
      Pattern.compile(
          "segment\\[(\\d+)]\\.bufsz = 0x([0-9a-f]+)\\s+segment\\[\\d+]\\.mem +=\\s+0x([0-9a-f]+)"
              + "\\s+segment\\[\\d+]\\.memsz = 0x([0-9a-f]+)");

  private static final Pattern OURS =
      Pattern.compile(
          "\"role\":\"([a-z-]+)\",\"start\":\"0x([0-9a-f]+)\",\"end\":\"0x([0-9a-f]+)\",\"bytes\":(\\d+)");

  record Part(String name, long start, long size, long content) {

    @Override
    public String toString() {
      return "  %-12s [0x%x, 0x%x) %s bytes of content"
          .formatted(name, start, start + size, content);
    }
  }

  @Test
  void theSameImage(Guests guests) throws Exception {
    assertAlike(guests, guests.cloud("side-by-side"));
  }

  @Test
  void theSameImageForXen(Guests guests) throws Exception {
    assertAlike(guests, guests.dom0("xen-side-by-side"));
  }

  private static void assertAlike(Guests guests, GuestBuilder guest) throws Exception {
    GuestRun run = guests.run(guest.append("run=side.sh"));
    assertThat(run)
        .poweredOff()
        .said("kexec: status 0")
        .said("jkexec: status 0")
        .said("guest: init reached mark=second")
        .said("guest: hypervisor=none mark=second");
    guests.note(run, "kexec-tools from the start to loaded", between(run, "kexec"));
    guests.note(run, "jkexec from the start to loaded", between(run, "jkexec"));
    List<Part> theirs = theirs(run);
    List<Part> ours = ours(run);
    guests.table(run.name() + ": kexec-tools", theirs);
    guests.table(run.name() + ": jkexec", ours);
    assertThat(theirs).hasSizeGreaterThan(3);
    // The kernel and its initrd take the same room; the rest each does in its own way. The contents
    // differ: kexec-tools loads the file's signature with the kernel, jkexec fills archives up.
    for (String role : List.of("kernel", "initrd")) {
      Part part = ours.stream().filter(p -> p.name().equals(role)).findFirst().orElseThrow();
      assertThat(theirs).as("%s of %s", role, part).anyMatch(p -> p.size() == part.size());
    }
  }

  private static Duration between(GuestRun run, String program) {
    return at(run, ": " + program + " ends").minus(at(run, ": " + program + " begins"));
  }

  private static Duration at(GuestRun run, String stamp) {
    return run.script().first(stamp).orElseThrow().at();
  }

  private static List<Part> theirs(GuestRun run) {
    List<Part> parts = new ArrayList<>();
    for (MatchResult m : THEIRS.matcher(text(run, "\n")).results().toList()) {
      parts.add(
          new Part("segment " + m.group(1), hex(m.group(3)), hex(m.group(4)), hex(m.group(2))));
    }
    return parts;
  }

  /** Returns the segments of a plan that jkexec printed as JSON. */
  static List<Part> ours(GuestRun run) {
    List<Part> parts = new ArrayList<>();
    for (MatchResult m : OURS.matcher(text(run, "").replace(" ", "")).results().toList()) {
      long start = hex(m.group(2));
      parts.add(new Part(m.group(1), start, hex(m.group(3)) - start, Long.parseLong(m.group(4))));
    }
    return parts;
  }

  private static String text(GuestRun run, String separator) {
    return run.script().lines().stream()
        .map(ConsoleLine::text)
        .collect(Collectors.joining(separator));
  }

  private static long hex(String digits) {
    return Long.parseLong(digits, 16);
  }
}
