package kexec.vmtest;

import java.nio.file.Path;

/**
 * An NVMe disk of a guest.
 *
 * @param serial its serial number, by which the guest finds it: up to 20 letters and digits
 * @param image the raw image on the host
 * @param writable whether the guest may write to the image
 */
public record Drive(String serial, Path image, boolean writable) {

  /**
   * Checks the serial number, which stands in a list that is separated by commas.
   *
   * @throws IllegalArgumentException when it is no serial number
   */
  public Drive {
    if (!serial.matches("[A-Za-z0-9]{1,20}")) {
      throw new IllegalArgumentException("not a disk's serial number: '" + serial + "'");
    }
  }
}
