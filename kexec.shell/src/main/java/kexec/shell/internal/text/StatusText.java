package kexec.shell.internal.text;

import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.ImageRecord;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.text.FileName;
import kexec.api.text.Size;
import kexec.shell.internal.result.Slots;

/** Formats what the slots contain. */
public final class StatusText {

  private StatusText() {}

  /**
   * Writes what the slots contain, one line each.
   *
   * @param slots some slots
   * @param page the destination
   */
  public static void write(Slots slots, Page page) {
    if (slots.isEmpty()) {
      page.line("nothing is loaded, and no machine here takes an image without being named");
      page.line("  ('jkexec backends' says why, 'jkexec status --all' tells of every slot)");
    }
    for (SlotStatus slot : slots) {
      page.line(line(slot, slots.all()));
    }
    slots.configured().forEach(image -> page.line(ConfiguredText.line(image)));
  }

  private static String line(SlotStatus slot, boolean all) {
    StringBuilder line = new StringBuilder();
    line.append(slot.slot().label()).append(slot.loaded() ? ": loaded" : ": empty");
    line.append(", ").append(slot.machine());
    if (all) {
      line.append(" (receiver ").append(slot.receiver()).append(')');
    }
    String known = slot.confirmed() ? ", " : ", as recorded: ";
    slot.image().ifPresent(image -> line.append(known).append(image(image, slot.wanted())));
    if (slot.loaded() && slot.image().isEmpty()) {
      line.append(", an image of which nothing is recorded");
    }
    slot.changes().ifPresent(changes -> line.append(changes(changes)));
    slot.wanted().ifPresent(wanted -> line.append(lost(wanted)));
    slot.trouble().ifPresent(trouble -> line.append("; trouble: ").append(trouble));
    return line.toString();
  }

  private static String image(ImageRecord image, Optional<WantedImage> wanted) {
    return "%s, %s segments, %s, %ssince %s, %s, command line: %s"
        .formatted(
            FileName.of(image.kernel()),
            image.segments(),
            Size.human(image.bytes()),
            image.method().map(method -> "handed over as " + method.label() + ", ").orElse(""),
            image.loadedAt(),
            rehearsal(image, wanted.flatMap(WantedImage::rehearsal)),
            image.commandLine());
  }

  /** What a user rehearsed says nothing of an image that was planned again and is another one. */
  private static String rehearsal(ImageRecord image, Optional<RehearsalVerdict> ofUsers) {
    return image
        .rehearsal()
        .map(StatusText::rehearsed)
        .or(
            () ->
                ofUsers.map(old -> "never rehearsed: planned again after it was " + rehearsed(old)))
        .orElse("never rehearsed");
  }

  private static String rehearsed(RehearsalVerdict verdict) {
    return "rehearsed to %s at %s in %s"
        .formatted(verdict.rung().label(), verdict.at(), verdict.emulator());
  }

  private static String changes(ImageChanges changes) {
    if (changes.details().isEmpty()) {
      return "";
    }
    String verdict =
        changes.any()
            ? "; changed since it was loaded: "
            : "; perhaps changed since it was loaded: ";
    return verdict + String.join(", ", changes.details());
  }

  private static String lost(WantedImage wanted) {
    return wanted
        .loss()
        .map(
            loss ->
                "; lost: %s, wanted since %s: %s (%s)"
                    .formatted(
                        FileName.of(wanted.request().kernel()),
                        wanted.since(),
                        loss.reason(),
                        loss.nextTry()
                            .map(next -> "it is tried again, next at " + next)
                            .orElse("load it again, or unload it")))
        .orElse("");
  }
}
