package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.Backend;
import kexec.api.SlotStatus;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is loaded. */
@CommandLine.Command(
    name = "jkexec status",
    sortOptions = false,
    description = {
      "Tell what is loaded. The exit status is 0, loaded or not.",
      "Empty slots of machines that are used only when they are named are left out."
    },
    footer = {
      "",
      "-S is the same with --exit-loaded, as in kexec-tools: -S and -S -p ask for the crash slot, -S"
          + " -l for the default one.",
      "",
      "Examples:",
      "  jkexec status --json",
      "  jkexec -S -l"
    })
public final class StatusCommand implements Command<List<SlotStatus>> {

  @Option(
      names = "--exit-loaded",
      description = "Exit with 1 where the slot holds an image, with 0 where it holds none.")
  private boolean exitLoaded;

  @Option(
      names = {"-p", "--crash"},
      description = "With --exit-loaded: the crash slot instead of the default one.")
  private boolean crash;

  @Option(names = "--all", description = "Tell of every slot, and who the receivers are.")
  private boolean all;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public List<SlotStatus> call(CommandContext bench) throws KexecException {
    List<SlotStatus> slots = bench.kexec().status();
    if (all) {
      return slots;
    }
    Set<String> used =
        bench.kexec().backends().stream()
            .filter(backend -> backend.kind() == Backend.Kind.MACHINE && backend.chosen())
            .map(Backend::name)
            .collect(Collectors.toSet());
    return slots.stream()
        .filter(slot -> tellsSomething(slot) || used.contains(slot.machine()))
        .toList();
  }

  private static boolean tellsSomething(SlotStatus slot) {
    return slot.loaded() || slot.wanted().isPresent() || slot.trouble().isPresent();
  }

  @Override
  public void show(List<SlotStatus> slots, Page page) {
    Texts.status(slots, all, page);
  }

  @Override
  public JsonElement json(List<SlotStatus> slots) {
    return Documents.status(slots);
  }

  @Override
  public int exitStatus(List<SlotStatus> slots) {
    Slot asked = crash ? Slot.CRASH : Slot.DEFAULT;
    boolean loaded = slots.stream().anyMatch(slot -> slot.slot() == asked && slot.loaded());
    return exitLoaded && loaded ? 1 : 0;
  }
}
