package kexec.xen.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.machine.MachineAbsence;
import kexec.linux.LinuxRoot;
import kexec.linux.host.HypervisorVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainProbeTest {

  private static final String DOM0 = "00000bf5";
  private static final String DOMU = "000003f5";

  @TempDir private Path directory;

  @Test
  void aParavirtualizedDom0() throws Exception {
    xen("PV", DOM0, "4", "17");
    assertThat(look()).isEqualTo(new Domain.Dom0(new HypervisorVersion(4, 17)));
  }

  @Test
  void anOldKernelThatDoesNotTellTheTypeOfItsDomain() throws Exception {
    xen("PV", DOM0, "4", "9");
    Files.delete(directory.resolve("sys/hypervisor/guest_type"));
    assertThat(look()).isInstanceOf(Domain.Dom0.class);
  }

  @Test
  void aDom0OfTypePvh() throws Exception {
    xen("PVH", DOM0, "4", "17");
    assertThat(reason()).contains("dom0 of type PVH").contains("without dom0=pvh");
  }

  @Test
  void domUs() throws Exception {
    for (String type : new String[] {"PV", "HVM", "PVH"}) {
      xen(type, DOMU, "4", "17");
      assertThat(reason())
          .contains("domU of type " + type)
          .contains(type.equals("PV") ? "from dom0" : "(machine linux)");
    }
  }

  @Test
  void plainLinux() {
    assertThat(reason()).contains("no hypervisor").contains("/sys/hypervisor/type is absent");
  }

  @Test
  void anotherHypervisor() throws Exception {
    put("type", "s390");
    assertThat(reason()).contains("s390 and not xen");
  }

  @Test
  void aHypervisorThatDoesNotTellItsStatus() throws Exception {
    xen("PV", DOM0, "4", "8");
    assertThat(reason()).contains("Xen 4.8").contains("Xen 4.9 or later");
  }

  @Test
  void whatCannotBeUnderstoodIsTold() throws Exception {
    xen("PV", "nonsense", "4", "17");
    assertThat(reason()).contains("cannot be understood").contains("\"nonsense\"");
    xen("PV", DOM0, "4", "17");
    Files.delete(directory.resolve("sys/hypervisor/version/major"));
    assertThat(reason()).contains("version");
  }

  private Domain look() {
    return new DomainProbe(new LinuxRoot(directory)).look();
  }

  private String reason() {
    MachineAbsence absence = ((Domain.Unable) look()).absence();
    assertThat(absence.reason()).isNotBlank().doesNotEndWith(".");
    assertThat(absence.cure()).endsWith(".");
    return absence.reason() + "; " + absence.cure();
  }

  private void xen(String guestType, String features, String major, String minor)
      throws IOException {
    put("type", "xen");
    put("guest_type", guestType);
    put("properties/features", features);
    put("version/major", major);
    put("version/minor", minor);
  }

  private void put(String name, String text) throws IOException {
    Path file = directory.resolve("sys/hypervisor").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
