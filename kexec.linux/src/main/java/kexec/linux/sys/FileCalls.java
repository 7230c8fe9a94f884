package kexec.linux.sys;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ConsumerType;

/** The calls for files that are handed to the kernel by their descriptors. */
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
   * Opens a device for reading and writing.
   *
   * @param file the device's file, which is not made where it is absent; links are followed
   * @return its descriptor
   * @throws SystemCallException if the kernel or the device refuses
   */
  Descriptor openDevice(Path file) throws SystemCallException;

  /**
   * Makes an empty file that lies in memory and is gone with its last descriptor.
   *
   * @param name what it is called in {@code /proc}; at most 249 bytes
   * @return its descriptor, whose {@link Descriptor#path()} can be written to
   * @throws SystemCallException if the kernel refuses
   */
  Descriptor memoryFile(String name) throws SystemCallException;

  /**
   * Makes a socket, on which network interfaces can be asked and set.
   *
   * @return its descriptor
   * @throws SystemCallException if the kernel refuses
   */
  Descriptor socket() throws SystemCallException;

  /**
   * Asks a device for something.
   *
   * @param descriptor an open one
   * @param request which thing
   * @param argument what is handed over, and what comes back in its place
   * @return what the call gave, which is zero for most requests; never -1
   * @throws SystemCallException if the kernel or the device refuses
   */
  long ioctl(Descriptor descriptor, int request, byte[] argument) throws SystemCallException;
}
