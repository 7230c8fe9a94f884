package kexec.xen.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.RunningLinux;
import kexec.xen.internal.host.ReachedHypervisor;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.HypercallMemory;
import kexec.xen.internal.hypercall.Hypervisor;

/**
 * A whole model: the machine, the hypervisor, dom0, and what dom0's kernel shows of itself.
 *
 * @param root the directory of dom0's kernel files
 * @param machine the machine
 * @param dom0 the kernel
 * @param xen the hypervisor
 */
public record ModelHost(LinuxRoot root, ModelMachine machine, ModelDom0 dom0, ModelXen xen) {

  /**
   * Creates the model of a small machine.
   *
   * @param directory an empty directory for the files that dom0's kernel shows
   * @return the model
   * @throws KexecException if this is not Linux
   * @throws IOException if the directory cannot be written
   */
  public static ModelHost in(Path directory) throws KexecException, IOException {
    return in(directory, ModelMachine.small(), true);
  }

  /**
   * Creates a model.
   *
   * @param directory an empty directory for the files that dom0's kernel shows
   * @param machine the machine
   * @param hasBufferDevice whether dom0's kernel has memory for hypercalls, or only locked memory
   * @return the model
   * @throws KexecException if this is not Linux
   * @throws IOException if the directory cannot be written
   */
  public static ModelHost in(Path directory, ModelMachine machine, boolean hasBufferDevice)
      throws KexecException, IOException {
    ModelDom0 dom0 =
        new ModelDom0(RunningLinux.calls(), directory, machine.dom0().length, hasBufferDevice);
    ModelHost host =
        new ModelHost(new LinuxRoot(directory), machine, dom0, new ModelXen(machine, dom0));
    host.show("/proc/sys/kernel/random/boot_id", "6c1ad0f5-5a30-4b5f-8a3e-6a1d4e7ce5f1\n");
    host.show("/proc/sysrq-trigger", "");
    host.show("/proc/self/mounts", "/dev/xvda1 / ext4 ro,relatime 0 0\n");
    host.show("/sys/hypervisor/type", "xen\n");
    host.show("/sys/hypervisor/guest_type", "PV\n");
    host.show("/sys/hypervisor/version/major", "4\n");
    host.show("/sys/hypervisor/version/minor", "17\n");
    host.show("/sys/hypervisor/properties/features", "00000bf5\n");
    host.show("/sys/kernel/vmcoreinfo", "0x8f00000 1000\n");
    Files.createDirectories(directory.resolve("sys/class/net"));
    return host;
  }

  /**
   * Makes dom0's kernel show a text.
   *
   * @param absolute its name in dom0
   * @param text the text
   * @throws IOException if it cannot be written
   */
  public void show(String absolute, String text) throws IOException {
    Path file = root.resolve(absolute);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** {@return the hypervisor with memory for hypercall arguments} */
  public Hypervisor hypervisor() {
    return new Hypervisor(xen, new HypercallMemory(dom0, dom0.bufferDevice()));
  }

  /**
   * Returns the host that the machine's components use.
   *
   * @return a host backed by the model
   */
  public XenHost host() {
    return new XenHost(root, () -> new ReachedHypervisor(dom0, hypervisor(), () -> {}));
  }
}
