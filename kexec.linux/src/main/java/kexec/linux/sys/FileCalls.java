package kexec.linux.sys;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** The system calls for files that are passed to the kernel by descriptor. */
@ConsumerType
public interface FileCalls {

  /**
   * Opens a file for reading.
   *
   * @param file the file; links are followed. Opening a FIFO waits for its writer
   * @return its descriptor
   * @throws SystemCallException if the kernel refuses
   */
  Descriptor open(Path file) throws SystemCallException;

  /**
   * {@return the kind of file system that a file is on: {@code f_type} of fstatfs(2), a {@code
   * *_MAGIC} of {@link LinuxNumbers} or another number}
   *
   * @param descriptor an open file
   * @throws SystemCallException if the kernel refuses
   */
  int fileSystem(Descriptor descriptor) throws SystemCallException;

  /**
   * Takes a read lease on a file (fcntl(2), {@code F_SETLEASE}). A process that opens the file for
   * writing, or cuts it short, waits until the lease is given back, at most for {@code
   * /proc/sys/fs/lease-break-time} seconds.
   *
   * @param descriptor an open file; the lease ends with it
   * @throws SystemCallException if the kernel refuses: somebody has the file open for writing, it
   *     belongs to another user, or its file system has no leases
   */
  void lease(Descriptor descriptor) throws SystemCallException;

  /**
   * {@return whether a read lease is held, and nobody waits or has waited to write since it was
   * taken}
   *
   * @param descriptor an open file
   * @throws SystemCallException if the kernel refuses
   */
  boolean isLeased(Descriptor descriptor) throws SystemCallException;

  /**
   * Opens a device for reading and writing.
   *
   * @param file the device node, not created if absent; links are followed
   * @return its descriptor
   * @throws SystemCallException if the kernel or the device refuses
   */
  Descriptor openDevice(Path file) throws SystemCallException;

  /**
   * Creates an empty file in memory that is freed with its last descriptor.
   *
   * @param name its name in {@code /proc}; at most 249 bytes
   * @return its descriptor; {@link Descriptor#path()} can be written to
   * @throws SystemCallException if the kernel refuses
   */
  Descriptor memoryFile(String name) throws SystemCallException;

  /**
   * Creates a socket for querying and configuring network interfaces.
   *
   * @return its descriptor
   * @throws SystemCallException if the kernel refuses
   */
  Descriptor socket() throws SystemCallException;

  /**
   * Sends a request to a device.
   *
   * @param descriptor an open one
   * @param request the request number
   * @param argument passed to the device and overwritten with its answer
   * @return the result of the call, zero for most requests; never -1
   * @throws SystemCallException if the kernel or the device refuses
   */
  long ioctl(Descriptor descriptor, int request, byte[] argument) throws SystemCallException;
}
