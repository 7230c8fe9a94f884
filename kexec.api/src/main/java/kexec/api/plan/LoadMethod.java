package kexec.api.plan;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form in which an image is passed to its receiver. A machine may define others, which only it
 * accepts.
 *
 * @param label the name used in texts, JSON documents and records: lower-case letters, digits and
 *     hyphens
 */
public record LoadMethod(String label) {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,32}");

  /** The plan's segments, which the receiver places at the addresses in the plan. */
  public static final LoadMethod SEGMENTS = new LoadMethod("segments");

  /**
   * The kernel file, the initial RAM disk and the command line. The receiver checks signatures,
   * chooses the addresses and adds its own purgatory. The plan's segments then only show what would
   * otherwise be loaded.
   */
  public static final LoadMethod FILES = new LoadMethod("files");

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if it contains other characters or more than 32
   */
  public LoadMethod {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException("a load method's label has other characters: " + label);
    }
  }

  // Written out for the reason that MemoryType gives.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LoadMethod method && method.label.equals(label);
  }

  @Override
  public int hashCode() {
    return label.hashCode();
  }

  @Override
  public String toString() {
    return label;
  }
}
