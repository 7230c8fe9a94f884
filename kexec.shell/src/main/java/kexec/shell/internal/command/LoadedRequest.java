package kexec.shell.internal.command;

import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;

/** Finds what a loaded image was made of. */
final class LoadedRequest {

  private LoadedRequest() {}

  /**
   * {@return the request of the image in a slot}
   *
   * @param kexec knows what is loaded
   * @param slot the slot
   * @param machine the machine's name, or empty for any
   * @throws KexecException if nothing is loaded there, if it was loaded by another program, or if
   *     its files have changed since
   */
  static PlanRequest request(Kexec kexec, Slot slot, Optional<String> machine)
      throws KexecException {
    String attempted = "finding the image in the " + slot.label() + " slot";
    SlotStatus status =
        kexec.status().stream()
            .filter(each -> each.slot() == slot && each.loaded())
            .filter(each -> machine.isEmpty() || machine.get().equals(each.machine()))
            .findFirst()
            .orElseThrow(
                () -> refusal("nothing-loaded", attempted, "no image is there", "Load one first."));
    WantedImage wanted =
        status
            .wanted()
            .filter(image -> status.image().isPresent())
            .orElseThrow(
                () ->
                    refusal(
                        "loaded-unknown",
                        attempted,
                        "another program loaded it, so nothing is recorded of it",
                        "Load it with this program, or name its kernel and initrd."));
    requireUnchanged(status.changes(), attempted);
    return wanted.request();
  }

  private static void requireUnchanged(Optional<ImageChanges> changes, String attempted)
      throws KexecException {
    if (changes.filter(ImageChanges::any).isPresent()) {
      throw refusal(
          "loaded-changed",
          attempted,
          "planned now it would be another one: " + String.join("; ", changes.get().details()),
          "Load it again, with --rehearse, or rehearse the files by name.");
    }
  }

  private static KexecException refusal(String code, String attempted, String cause, String cure) {
    return new KexecException(new Fault(code, attempted, cause, cure));
  }
}
