package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

/**
 * A guest in which jkexec runs as a service with a shell ({@code service.sh}), and into which a
 * test plugs processors and memory. For one thread.
 */
final class ServiceGuest extends CommandedGuest {

  private ServiceGuest(Guests guests, GuestBuilder guest) {
    super(guests, guest);
  }

  /**
   * Starts one with two processors and places for a third one and for memory.
   *
   * <p>Linux 6.9 and later ignore places for processors on what they take for bare metal, and they
   * do not know QEMU's own processor for a virtual one. QEMU answers at VMware's port, which Linux
   * looks for where the machine's serial number says so.
   */
  static ServiceGuest start(Guests guests, GuestBuilder machine) throws Exception {
    GuestBuilder guest =
        machine
            .cpus(2)
            .append("run=service.sh", "crashkernel=128M")
            .options("-smp", "maxcpus=3,sockets=3", "-m", "slots=1,maxmem=2G")
            .machine(GuestMachine.PC.cpu(GuestMachine.PC.cpu() + ",hypervisor=off"))
            .options("-smbios", "type=1,serial=VMware-1")
            .limit(Duration.ofMinutes(10));
    ServiceGuest service = new ServiceGuest(guests, guest);
    service.awaitLine("ready", 1);
    return service;
  }

  /** Arms the tiny kernel from a file that the guest can remove. */
  void arms() throws Exception {
    does("cp /mnt/product/tiny.bzImage /run/kernel");
    does(
        "gogo \"kexec:load -p -c /run/kernel --initrd=/mnt/product/small.cpio.gz"
            + " '--append=console=ttyS0 panic=-1 mark=second'\"");
    awaitLine("ImageLoaded[", 1);
  }

  void plugsProcessor() throws IOException {
    monitor("device_add max-x86_64-cpu,id=plugged,socket-id=2,core-id=0,thread-id=0");
  }

  void unplugsProcessor() throws IOException {
    monitor("device_del plugged");
  }

  void plugsMemory() throws IOException {
    monitor("object_add memory-backend-ram,id=backend,size=128M");
    monitor("device_add pc-dimm,id=dimm,memdev=backend");
  }

  private void monitor(String command) throws IOException {
    try (Monitor monitor = running().monitor()) {
      assertThat(monitor.command(command)).isEmpty();
    }
  }
}
