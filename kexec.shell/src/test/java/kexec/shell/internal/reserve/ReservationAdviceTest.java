package kexec.shell.internal.reserve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservationAdviceTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private String architecture = "x86_64";
  private long ram = 16 * GIB;
  private int page = 4096;
  private long reserved;
  private String release = "6.1.0";
  private Optional<ReservationFacts.SizedFile> initrd = Optional.empty();
  private Optional<Boolean> lendable = Optional.empty();
  private boolean mellanox;
  private boolean smmu;
  private boolean xen;
  private String system = "ID=debian\nVERSION_ID=\"13\"\n";

  private CrashReservation advice(Optional<MeasuredPeak> measured) {
    return ReservationAdvice.of(
        new ReservationFacts(
            architecture,
            ram,
            true,
            4,
            page,
            reserved,
            release,
            initrd,
            lendable,
            mellanox,
            smmu,
            xen,
            Distribution.parse(system),
            List.of()),
        measured);
  }

  private CrashReservation advice() {
    return advice(Optional.empty());
  }

  /** The sizes are those that the distributions' own packages have. */
  @ParameterizedTest(name = "{0} {1}, {2}, {3} GiB: {4}")
  @CsvSource({
    "debian, 12, x86_64, 1, crashkernel=128M",
    "debian, 13, x86_64, 1, crashkernel=192M",
    "debian, '', arm64, 64, crashkernel=192M",
    "ubuntu, 22.04, x86_64, 64, crashkernel=192M",
    "ubuntu, 24.04, x86_64, 64, crashkernel=192M",
    "ubuntu, 24.10, x86_64, 3, crashkernel=320M",
    "ubuntu, 26.04, x86_64, 31, crashkernel=512M",
    "ubuntu, 26.04, x86_64, 64, 'crashkernel=2G,high'",
    "ubuntu, 26.04, x86_64, 500, 'crashkernel=4G,high'",
    "fedora, 44, x86_64, 1, ''",
    "fedora, 44, x86_64, 2, crashkernel=256M",
    "fedora, 44, x86_64, 64, crashkernel=512M",
    "fedora, 44, arm64, 3, crashkernel=256M",
    "fedora, 44, arm64, 4, crashkernel=320M",
    "fedora, 44, arm64, 64, crashkernel=576M",
    "opensuse, 16, x86_64, 64, crashkernel=192M",
  })
  void withoutAMeasurementItIsWhatTheDistributionReserves(
      String id, String version, String machine, long gib, String line) {
    system = "ID=" + id + "\nVERSION_ID=" + version + "\n";
    architecture = machine;
    ram = gib * GIB;
    CrashReservation advice = advice();
    assertThat(advice.line()).isEqualTo(line);
    assertThat(advice.tables().get(0).own()).isTrue();
    assertThat(advice.findings()).extracting(Finding::code).contains("crashkernel-table");
  }

  @Test
  void largePagesAndNetworkAdaptersNeedMoreInRedHatsTable() {
    architecture = "arm64";
    system = "ID=rhel\nID_LIKE=\"fedora centos\"\n";
    page = 65536;
    assertThat(advice().line()).isEqualTo("crashkernel=420M");
    smmu = true;
    assertThat(advice().line()).isEqualTo("crashkernel=804M");
    mellanox = true;
    assertThat(advice().line()).isEqualTo("crashkernel=1004M");
    page = 4096;
    assertThat(advice().line()).isEqualTo("crashkernel=470M");
    ram = 3 * GIB;
    assertThat(advice().line()).isEqualTo("crashkernel=256M");
  }

  @Test
  void aDistributionLikeAnotherHasItsTable() {
    system = "ID=rocky\nID_LIKE=\"rhel centos fedora\"\n";
    assertThat(advice().line()).isEqualTo("crashkernel=256M");
    system = "ID=void\n";
    assertThat(advice().tables()).noneMatch(ReservationTable::own);
    assertThat(advice().basis()).contains("this distribution has no table");
  }

  /** A quarter more, at least 64 MiB, in steps of 16 MiB. */
  @ParameterizedTest(name = "peak {0} MiB, needed {1} MiB: {2}")
  @CsvSource({
    "113, 0, crashkernel=192M",
    "112, 0, crashkernel=176M",
    "400, 0, crashkernel=512M",
    "60, 128, crashkernel=192M",
    "900, 0, 'crashkernel=1136M,high'",
  })
  void aMeasurementIsWorthMoreThanATable(long peak, long needed, String line) {
    CrashReservation advice =
        advice(Optional.of(new MeasuredPeak("init", peak * MIB, 2 * GIB, needed * MIB, true)));
    assertThat(advice.line()).isEqualTo(line);
    assertThat(advice.basis()).startsWith("measured: ");
    assertThat(advice.findings()).isEmpty();
  }

  @Test
  void whatOnlyRanTheKernelHasNotMeasuredTheInitrd() {
    CrashReservation advice =
        advice(Optional.of(new MeasuredPeak("kernel", 105 * MIB, GIB, 0, true)));
    assertThat(advice.line()).isEqualTo("crashkernel=176M");
    assertThat(advice.findings()).extracting(Finding::code).containsExactly("crashkernel-goal");
  }

  @Test
  void whatDidNotComeToItsGoalMeasuresNothing() {
    CrashReservation advice =
        advice(Optional.of(new MeasuredPeak("init", 10 * MIB, GIB, 0, false)));
    assertThat(advice.line()).isEqualTo("crashkernel=192M");
    assertThat(advice.findings())
        .extracting(Finding::code)
        .contains("crashkernel-not-measured", "crashkernel-table");
  }

  @Test
  void underXenTheHypervisorChoosesByAllMemory() {
    xen = true;
    system = "ID=fedora\n";
    ram = GIB / 2;
    assertThat(advice().line()).isEqualTo("crashkernel=2G-64G:256M,64G-:512M");
    assertThat(advice().findings()).extracting(Finding::code).contains("crashkernel-xen");
    assertThat(advice(Optional.of(new MeasuredPeak("init", 100 * MIB, GIB, 0, true))).line())
        .isEqualTo("crashkernel=176M");
  }

  @Test
  void otherLinesAreOfferedWhereTheyWork() {
    assertThat(advice().alternatives())
        .extracting(CrashReservation.Alternative::line)
        .containsExactly("crashkernel=512M-:192M");
    system = "ID=ubuntu\nVERSION_ID=26.04\n";
    assertThat(advice().alternatives())
        .extracting(CrashReservation.Alternative::line)
        .contains("crashkernel=512M,high crashkernel=256M,low");
    system = "ID=debian\n";
    ram = 2 * GIB;
    lendable = Optional.of(true);
    assertThat(advice().alternatives())
        .extracting(CrashReservation.Alternative::line)
        .containsExactly("crashkernel=512M-:192M");
    release = "6.17.0-rc1";
    assertThat(advice().alternatives())
        .extracting(CrashReservation.Alternative::line)
        .containsExactly("crashkernel=512M-:192M", "crashkernel=96M crashkernel=192M,cma");
    release = "next";
    assertThat(advice().alternatives()).hasSize(1);
  }

  @Test
  void whatDoesNotFitIsTold() {
    initrd = Optional.of(new ReservationFacts.SizedFile("/boot/initrd.img-6.1.0", 80 * MIB));
    reserved = 64 * MIB;
    ram = 300 * MIB;
    system = "ID=opensuse\n";
    assertThat(advice().findings())
        .extracting(Finding::code)
        .containsExactly(
            "crashkernel-table", "crashkernel-initrd", "crashkernel-large", "crashkernel-smaller");
  }
}
