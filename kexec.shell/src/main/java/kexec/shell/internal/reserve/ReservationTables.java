package kexec.shell.internal.reserve;

import java.util.ArrayList;
import java.util.List;

/**
 * The distributions' tables; docs/crashkernel.md names the place and the version that each was
 * taken from.
 */
final class ReservationTables {

  private static final long MIB = 1L << 20;

  private static final int LARGE_PAGE = 1 << 16;

  private ReservationTables() {}

  /** {@return the tables that apply to a system's architecture, its own distribution's first} */
  static List<ReservationTable> of(ReservationFacts facts) {
    List<ReservationTable> all = new ArrayList<>();
    redHat(facts, all);
    debian(facts, all);
    ubuntu(facts, all);
    suse(facts, all);
    all.sort((a, b) -> Boolean.compare(b.own(), a.own()));
    return List.copyOf(all);
  }

  /** kdump-utils: kdump-lib.sh, kdump_get_arch_recommend_crashkernel. */
  private static void redHat(ReservationFacts facts, List<ReservationTable> all) {
    boolean own = facts.distribution().isLike("fedora", "rhel", "centos");
    String source = "kdump-utils, kdump-lib.sh";
    if (facts.architecture().equals("x86_64")) {
      ReservationRanges ranges = ReservationRanges.of("2G-64G:256M,64G-:512M");
      all.add(new ReservationTable("Fedora, RHEL 10", source, ranges, own));
    } else if (facts.architecture().equals("arm64")) {
      ReservationRanges base = ReservationRanges.of("2G-4G:256M,4G-64G:320M,64G-:576M");
      // The first range is for small machines, and stays.
      ReservationRanges ranges = base.plus(redHatArm64(facts), 1);
      all.add(new ReservationTable("Fedora, RHEL 10", source, ranges, own));
    }
  }

  private static long redHatArm64(ReservationFacts facts) {
    if (facts.pageBytes() < LARGE_PAGE) {
      return facts.mellanox() ? 150 * MIB : 0;
    }
    return (100 + (facts.smmu() ? 384 : 0) + (facts.mellanox() ? 200 : 0)) * MIB;
  }

  /** Debian's package kdump-tools: /etc/default/grub.d/kdump-tools.cfg. */
  private static void debian(ReservationFacts facts, List<ReservationTable> all) {
    boolean own = facts.distribution().is("debian");
    boolean old = own && facts.distribution().isOlderThan(13);
    all.add(
        new ReservationTable(
            old ? "Debian 12" : "Debian 13",
            "kdump-tools " + (old ? "1.8.1" : "1.10.7") + ", kdump-tools.cfg",
            ReservationRanges.of(old ? "384M-:128M" : "512M-:192M"),
            own));
  }

  /** Ubuntu's package kdump-tools, the same file. */
  private static void ubuntu(ReservationFacts facts, List<ReservationTable> all) {
    boolean own = facts.distribution().isLike("ubuntu");
    boolean old =
        own && facts.distribution().is("ubuntu") && facts.distribution().isOlderThan(24.10);
    all.add(
        new ReservationTable(
            old ? "Ubuntu before 24.10" : "Ubuntu 24.10 and later",
            "kdump-tools, kdump-tools.cfg",
            ReservationRanges.of(
                old
                    ? "512M-:192M"
                    : "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M"),
            own));
  }

  /** What kdumptool measures for each kernel package is not here; this is what it falls back to. */
  private static void suse(ReservationFacts facts, List<ReservationTable> all) {
    all.add(
        new ReservationTable(
            "SUSE, where kdumptool has measured nothing",
            "kdump, calibrate.cc: DEF_RESERVE_KB",
            ReservationRanges.of("0M-:192M"),
            facts.distribution().isLike("suse", "opensuse", "sles")));
  }
}
