package kexec.health.internal;

import java.util.ArrayList;
import java.util.List;
import kexec.api.ImageChanges;
import kexec.api.Kexec;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;

/** Whether a slot holds the image that is wanted there, as it would be made today. */
final class ImageCheck implements Check {

  private final Kexec kexec;
  private final Slot slot;

  ImageCheck(Kexec kexec, Slot slot) {
    this.kexec = kexec;
    this.slot = slot;
  }

  @Override
  public List<ResultLog.Entry> examine() throws KexecException {
    List<ResultLog.Entry> entries = new ArrayList<>();
    for (SlotStatus status : kexec.status()) {
      if (status.slot() == slot) {
        add(status, entries);
      }
    }
    if (entries.isEmpty()) {
      entries.add(
          Entries.of(
              Status.OK,
              "no image is loaded or wanted in the %s slot".formatted(slot.label()),
              ""));
    }
    return entries;
  }

  private static void add(SlotStatus status, List<ResultLog.Entry> entries) {
    String where = "%s slot of %s: ".formatted(status.slot().label(), status.machine());
    int before = entries.size();
    status
        .wanted()
        .ifPresent(
            wanted -> wanted.loss().ifPresent(loss -> entries.add(lost(where, wanted, loss))));
    status
        .trouble()
        .ifPresent(
            trouble ->
                entries.add(
                    Entries.of(
                        Status.WARN, where + trouble, "It ends when the image is loaded again.")));
    status
        .changes()
        .filter(ImageChanges::any)
        .ifPresent(changes -> entries.add(changed(where, changes)));
    if (status.loaded() && entries.size() == before) {
      entries.add(Entries.of(Status.OK, where + loaded(status), ""));
    }
  }

  private static ResultLog.Entry lost(String where, WantedImage wanted, WantedImage.Loss loss) {
    return Entries.of(
        Status.CRITICAL,
        "%s%s is wanted and not loaded: %s"
            .formatted(where, FileName.of(wanted.request().kernel()), loss.reason()),
        loss.nextTry()
            .map("It is tried again at %s."::formatted)
            .orElse("Load it again, or unload the slot."));
  }

  private static ResultLog.Entry changed(String where, ImageChanges changes) {
    return Entries.of(
        Status.WARN,
        where + "changed since it was loaded: " + String.join(", ", changes.details()),
        "Load it again.");
  }

  private static String loaded(SlotStatus status) {
    return status
        .image()
        .map(image -> FileName.of(image.kernel()) + " is loaded since " + image.loadedAt())
        .orElse("an image is loaded of which nothing is recorded");
  }
}
