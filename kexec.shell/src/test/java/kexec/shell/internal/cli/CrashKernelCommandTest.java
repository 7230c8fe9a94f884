package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that tells how much to reserve, on files like those of a machine with 16 GiB. */
class CrashKernelCommandTest {

  private static final long MIB = 1L << 20;

  @TempDir private Path directory;
  private final List<RehearsalRequest> rehearsed = new ArrayList<>();
  private Optional<CrashRehearsal> crash =
      Optional.of(new CrashRehearsal(1, true, true, 256 * MIB, 100 * MIB, 0));
  private Run run;

  @BeforeEach
  void start() throws IOException {
    run = new Run(directory);
    run.rehearsal =
        Optional.of(
            (request, listener) -> {
              rehearsed.add(request);
              return report(request);
            });
    file("proc/meminfo", "MemTotal: 16000000 kB\nMemAvailable: 1000 kB\n");
    file("proc/sys/kernel/osrelease", "6.1.0-1-amd64\n");
    file("sys/devices/system/cpu/present", "0-3,8\n");
    file("sys/kernel/kexec_crash_size", "134217728\n");
    file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    file("etc/default/grub", "");
    file("usr/sbin/update-grub", "");
  }

  private void file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private RehearsalReport report(RehearsalRequest request) {
    return new RehearsalReport(
        request.plan(),
        List.of(),
        request.goal(),
        Rung.INIT,
        Map.of(Rung.INIT, Duration.ofMillis(20)),
        "done",
        List.of(),
        new RehearsalReport.Emulator("QEMU 7.2", "q35", "max", "tcg", 1, 1, false, List.of("qemu")),
        Optional.empty(),
        List.of(),
        List.of(),
        crash);
  }

  @Test
  void theLineComesFirstAndWhereItBelongs() {
    assertThat(run.run("crashkernel")).as(run.err).isZero();
    assertThat(run.out)
        .startsWith("crashkernel=128M\n")
        .contains("a guess: what Debian 12 reserves", "5 processors", "Debian 12", "Ubuntu")
        .contains("/etc/default/grub: GRUB_CMDLINE_LINUX, then: update-grub")
        .contains("reserved now    128.0 MiB");
  }

  @Test
  void otherPlacesAreNamedWhereTheyAre() throws IOException {
    Files.delete(directory.resolve("usr/sbin/update-grub"));
    file("etc/kernel/cmdline", "");
    file("usr/sbin/grubby", "");
    run.run("crashkernel");
    assertThat(run.out)
        .contains("grub2-mkconfig", "grubby --update-kernel=ALL", "/etc/kernel/cmdline, then: ");
  }

  @Test
  void underXenItIsTheHypervisorsLine() throws IOException {
    file("sys/hypervisor/type", "xen\n");
    file("proc/xen/capabilities", "control_d\n");
    file("sys/hypervisor/properties/features", "00000800\n");
    run.run("crashkernel");
    assertThat(run.out)
        .startsWith("crashkernel=384M-:128M\n")
        .contains("/etc/default/grub: GRUB_CMDLINE_XEN_DEFAULT, then: update-grub");
  }

  @Test
  void aRehearsalMeasuresTheCrashImage() {
    assertThat(run.run("crashkernel", "--rehearse", "k", "--append=quiet", "--timeout=5")).isZero();
    assertThat(run.out).startsWith("crashkernel=176M\n").contains("100.0 MiB of 256.0 MiB used");
    assertThat(run.kexec.requests.get(0).slot()).isEqualTo(Slot.CRASH);
    assertThat(run.kexec.requests.get(0).memoryMap()).isPresent();
    assertThat(rehearsed.get(0).timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aSavedRehearsalServesAsWell() throws IOException {
    crash = Optional.of(new CrashRehearsal(1, true, true, 64 * MIB, 60 * MIB, 128 * MIB));
    run.run("rehearse", "k", "-p", "--json");
    Path saved = Files.writeString(directory.resolve("saved.json"), run.out);

    assertThat(run.run("crashkernel", "--measured=" + saved, "--json")).as(run.err).isZero();
    assertThat(run.json().get("schema").getAsString()).isEqualTo("jkexec.crashkernel/1");
    assertThat(run.json().get("line").getAsString()).isEqualTo("crashkernel=192M");
    assertThat(run.json().getAsJsonObject("measured").get("peakBytes").getAsLong())
        .isEqualTo(60 * MIB);
    assertThat(run.json().getAsJsonObject("machine").get("processors").getAsInt()).isEqualTo(5);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no crash image  | 'null'               | saved-rehearsal-field
          no number       | '{"peakBytes": "1"}' | saved-rehearsal-field
          a huge number   | '{"neededBytes": 1e99999}' | saved-rehearsal-field
          """)
  void aDocumentThatDoesNotTellIsRefused(String what, String value, String code)
      throws IOException {
    file(
        "saved.json",
        "{\"schema\": \"jkexec.rehearsal/1\", \"goal\": \"init\", \"crash\": " + value + "}");
    assertThat(run.run("crashkernel", "--measured=" + directory.resolve("saved.json")))
        .as(what)
        .isEqualTo(1);
    assertThat(run.err).contains("(" + code + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "crashkernel k",
    "crashkernel --rehearse",
    "crashkernel --append=x",
    "crashkernel --until=init",
    "crashkernel --rehearse k --measured=x",
  })
  void optionsThatBelongTogether(String words) {
    assertThat(run.run(words.split(" "))).isEqualTo(2);
    assertThat(run.kexec.requests).isEmpty();
  }
}
