package kexec.linux.sys;

import org.osgi.annotation.versioning.ConsumerType;

/** The calls by which Linux takes images and starts them. */
@ConsumerType
public interface KexecCalls {

  /**
   * Loads an image that this process laid out, or unloads one.
   *
   * @param call the call; the content of its segments must stay where it is until this returns
   * @throws SystemCallException if the kernel refuses
   */
  void kexecLoad(KexecLoad call) throws SystemCallException;

  /**
   * Lets the kernel lay out an image of files, or unloads one.
   *
   * @param call the call
   * @throws SystemCallException if the kernel refuses
   */
  void kexecFileLoad(KexecFileLoad call) throws SystemCallException;

  /**
   * Stops, restarts or leaves the running system.
   *
   * @param command {@code LINUX_REBOOT_CMD_*} of {@link LinuxNumbers}. After one that starts
   *     another kernel this never returns
   * @throws SystemCallException if the kernel refuses
   */
  void reboot(int command) throws SystemCallException;

  /** Writes all that is in memory to the disks, as far as the disks can be written. */
  void sync();
}
