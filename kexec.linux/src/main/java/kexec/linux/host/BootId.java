package kexec.linux.host;

import java.util.UUID;
import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;

/** Parses {@code /proc/sys/kernel/random/boot_id}. */
public final class BootId {

  // UUID.fromString also accepts shorter ones.
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private BootId() {}

  /**
   * Parses the text.
   *
   * @param source where the text comes from
   * @param text a UUID, optionally surrounded by white space
   * @return the UUID
   * @throws BadFileException if it is not a UUID
   */
  public static UUID parse(String source, String text) throws BadFileException {
    String id = text.strip();
    if (!FORM.matcher(id).matches()) {
      throw Malformed.text(source, id, "a UUID");
    }
    return UUID.fromString(id);
  }
}
