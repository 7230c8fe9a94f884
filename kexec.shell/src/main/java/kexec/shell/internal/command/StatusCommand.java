package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.Backend;
import kexec.api.SlotStatus;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.plan.Slot;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.json.StatusJson;
import kexec.shell.internal.result.Slots;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.StatusText;

/** Shows what is loaded. */
public final class StatusCommand implements Command<Slots> {

  private static final Option EXIT_LOADED =
      Option.flag(
          "Exit with 1 where the slot holds an image, with 0 where it holds none.",
          "--exit-loaded");

  private static final Option CRASH =
      Option.flag(
          "With --exit-loaded: the crash slot instead of the default one.", "-p", "--crash");

  private static final Option ALL =
      Option.flag("Tell of every slot, and who the receivers are.", "--all");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "status",
          "Tell what is loaded. The exit status is 0, loaded or not. Empty slots of machines that are"
              + " used only when they are named are left out. -S is the same with --exit-loaded, as in"
              + " kexec-tools: -S and -S -p ask for the crash slot, -S -l for the default one.",
          List.of(),
          List.of(EXIT_LOADED, CRASH, ALL),
          List.of("status --json", "-S -l"));

  private final boolean exitLoaded;
  private final boolean crash;
  private final boolean all;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   */
  public StatusCommand(Arguments arguments) {
    exitLoaded = arguments.has(EXIT_LOADED);
    crash = arguments.has(CRASH);
    all = arguments.has(ALL);
  }

  @Override
  public Slots call(CommandContext bench) throws KexecException {
    List<SlotStatus> slots = bench.kexec().status();
    List<ConfiguredImage> configured =
        bench.images().get().map(ImageKeeping::observe).orElse(List.of());
    if (all) {
      return new Slots(slots, configured, true);
    }
    Set<String> used =
        bench.kexec().backends().stream()
            .filter(backend -> backend.kind() == Backend.Kind.MACHINE && backend.chosen())
            .map(Backend::name)
            .collect(Collectors.toSet());
    return new Slots(
        slots.stream()
            .filter(slot -> tellsSomething(slot) || used.contains(slot.machine()))
            .toList(),
        configured,
        false);
  }

  private static boolean tellsSomething(SlotStatus slot) {
    return slot.loaded() || slot.wanted().isPresent() || slot.trouble().isPresent();
  }

  @Override
  public void show(Slots slots, Page page) {
    StatusText.write(slots, page);
  }

  @Override
  public JsonElement json(Slots slots) {
    return StatusJson.of(slots);
  }

  @Override
  public int exitStatus(Slots slots) {
    Slot asked = crash ? Slot.CRASH : Slot.DEFAULT;
    boolean loaded = slots.stream().anyMatch(slot -> slot.slot() == asked && slot.loaded());
    return exitLoaded && loaded ? 1 : 0;
  }
}
