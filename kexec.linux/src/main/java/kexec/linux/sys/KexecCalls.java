package kexec.linux.sys;

import org.osgi.annotation.versioning.ConsumerType;

/** The system calls that load images and start them. */
@ConsumerType
public interface KexecCalls {

  /**
   * Loads an image that this process laid out, or unloads one.
   *
   * @param call the call; the content of its segments must stay in place until this returns
   * @throws SystemCallException if the kernel refuses
   */
  void kexecLoad(KexecLoad call) throws SystemCallException;

  /**
   * Loads an image that the kernel lays out from files, or unloads one.
   *
   * @param call the call
   * @throws SystemCallException if the kernel refuses
   */
  void kexecFileLoad(KexecFileLoad call) throws SystemCallException;

  /**
   * Stops, restarts or leaves the running system.
   *
   * @param command {@code LINUX_REBOOT_CMD_*} of {@link LinuxNumbers}. One that starts another
   *     kernel never returns
   * @throws SystemCallException if the kernel refuses
   */
  void reboot(int command) throws SystemCallException;

  /** Writes dirty data to the disks, as far as they are writable. */
  void sync();
}
