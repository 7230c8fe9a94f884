package kexec.api;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What has changed since an image was loaded, so that loading the same request again would give
 * another image, or that the image was made under another kernel.
 *
 * @param files whether a file that the image was made of is another one, has another size or was
 *     written to, or is gone. Files are not read for this: content that was replaced in place with
 *     the size and the time of the old one is not noticed
 * @param commandLine whether a command line that was taken from the running kernel would be another
 *     one now; one that the user gave does not change
 * @param runningKernel whether another kernel runs, by its release and version
 * @param details what has changed, and what cannot be told, for people; unmodifiable
 */
public record ImageChanges(
    Answer files, Answer commandLine, Answer runningKernel, List<String> details) {

  /** Makes the list unmodifiable. */
  public ImageChanges {
    details = List.copyOf(details);
  }

  /** {@return whether something is known to have changed} */
  public boolean any() {
    return Stream.of(files, commandLine, runningKernel).anyMatch(Answer.CHANGED::equals);
  }

  /** Whether something has changed. */
  public enum Answer {
    /** It is as it was. */
    UNCHANGED,
    /** It is not as it was. */
    CHANGED,
    /** It was not recorded, or cannot be read now. */
    UNKNOWN;

    /** {@return the name used in texts and JSON documents: lower case} */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
