package kexec.webconsole.internal.page;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.PlanRequest;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;

/**
 * What the operator typed into the form that describes an image.
 *
 * @param kernel the kernel's absolute path
 * @param initrds the absolute paths of the initial RAM disks, one a line
 * @param commandLine the command line
 * @param deviceTree the device tree's absolute path, or empty
 * @param slot the label of the slot
 * @param machine the machine's name, or empty for the best one
 */
public record LoadFields(
    String kernel,
    String initrds,
    String commandLine,
    String deviceTree,
    String slot,
    String machine) {

  private static final int MAX_CHARACTERS = 65_536;

  /** {@return the fields of a form that nobody has typed into} */
  public static LoadFields empty() {
    return new LoadFields("", "", "", "", Slot.DEFAULT.label(), "");
  }

  /**
   * {@return whether the form has a field for everything that an entry has; it has none for
   * modules, without which a hypervisor would be started alone}
   *
   * @param entry the entry
   */
  public static boolean holds(BootEntry entry) {
    return entry.modules().isEmpty();
  }

  /**
   * {@return the fields for a boot entry}
   *
   * @param entry an entry that they hold
   * @param slot the slot that it is meant for
   */
  public static LoadFields of(BootEntry entry, Slot slot) {
    PlanRequest request = entry.request(slot);
    return new LoadFields(
        FileName.of(request.kernel()),
        request.initrds().stream().map(FileName::of).collect(Collectors.joining("\n")),
        request.commandLine(),
        request.deviceTree().map(FileName::of).orElse(""),
        slot.label(),
        "");
  }

  /**
   * {@return the request that the fields make}
   *
   * @throws KexecException with the code {@code console-form-refused} if they make none
   */
  public PlanRequest request() throws KexecException {
    for (String field : List.of(kernel, initrds, commandLine, deviceTree, slot, machine)) {
      if (field.length() > MAX_CHARACTERS) {
        throw refused("a field has more than %s characters".formatted(MAX_CHARACTERS));
      }
    }
    if (kernel.isBlank()) {
      throw refused("no kernel is named");
    }
    List<Path> disks = new ArrayList<>();
    for (String line : initrds.lines().filter(line -> !line.isBlank()).toList()) {
      disks.add(file(line));
    }
    return PlanRequest.of(file(kernel))
        .initrds(disks)
        .commandLine(commandLine)
        .deviceTree(deviceTree.isBlank() ? null : file(deviceTree))
        .slot(namedSlot())
        .machine(machine.isBlank() ? null : machine)
        .build();
  }

  private static Path file(String name) throws KexecException {
    try {
      Path path = FileName.path(name);
      if (name.startsWith("/")) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw refused("%s is no file's name: %s".formatted(name, e.getReason()));
    }
    throw refused(name + " is not an absolute path");
  }

  private Slot namedSlot() throws KexecException {
    Optional<Slot> named =
        Arrays.stream(Slot.values()).filter(known -> known.label().equals(slot)).findFirst();
    return named.orElseThrow(() -> refused("there is no slot " + slot));
  }

  private static KexecException refused(String cause) {
    return new KexecException(
        new Fault(
            "console-form-refused",
            "reading the form",
            cause,
            "Name files by their absolute paths, one initrd a line, and try again."));
  }
}
