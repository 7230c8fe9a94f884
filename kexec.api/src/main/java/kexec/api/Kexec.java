package kexec.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Plans, loads and starts kernels, and keeps a crash kernel armed.
 *
 * <p>Safe for use by several threads. One operation at a time works on a slot; a second one fails
 * with a {@link kexec.api.fault.BusyException}. Nothing that was loaded before is lost when an
 * operation is refused, nor when it fails, wherever the receiver makes that possible.
 */
@ProviderType
public interface Kexec {

  /**
   * Makes a plan, without privileges and without touching a machine.
   *
   * @param request what to boot
   * @return a loadable plan, perhaps with warnings
   * @throws kexec.api.plan.PlanRefusedException if there is no loadable plan, with all findings
   * @throws kexec.api.fault.NoMachineException if the named machine is absent, or neither a machine
   *     nor a memory map is there to plan for
   * @throws KexecException if a file cannot be read
   */
  Plan plan(PlanRequest request) throws KexecException;

  /**
   * Tells what a file is.
   *
   * @param file the file
   * @return what every boot protocol says of it
   * @throws KexecException if it cannot be read
   */
  Inspection inspect(Path file) throws KexecException;

  /**
   * Plans and loads. From then on the image is wanted: when a better machine comes, it is loaded
   * there first and then unloaded from the old one; an image for a named machine stays there. Where
   * a wanted image is lost, a service that stays loads it again; {@link #unload} ends that, and so
   * does a restart of the receiver.
   *
   * @param request what to boot; without a memory map of another machine
   * @return the plan that was loaded
   * @throws KexecException if it cannot be planned or loaded
   */
  Plan load(PlanRequest request) throws KexecException;

  /**
   * Takes the image out of a slot and no longer wants one there.
   *
   * @param slot the slot; an empty one is left as it is
   * @param machine the machine's name, or nothing for wherever the wanted image is, else the best
   *     machine
   * @return whether the slot held an image
   * @throws KexecException if there is no machine or the receiver refuses
   */
  boolean unload(Slot slot, Optional<String> machine) throws KexecException;

  /**
   * Starts the image in a slot, after the running system was shut down. Where the receiver really
   * jumps, this does not return.
   *
   * @param slot the slot
   * @param machine the machine's name, or nothing for wherever the wanted image is, else the best
   *     machine
   * @param mode how the running system is brought down
   * @return what was seen, from a receiver that carries an image out without leaving; nothing where
   *     the system goes down by itself and jumps then
   * @throws KexecException if nothing is loaded or the receiver refuses
   */
  Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode)
      throws KexecException;

  /**
   * Tells what is loaded, in every receiver that is present.
   *
   * @return two entries for every receiver, the best machine's first; empty where none is present
   * @throws KexecException if a receiver cannot be asked
   */
  List<SlotStatus> status() throws KexecException;

  /**
   * Returns a machine's memory, as an image for it would be planned.
   *
   * @param machine the machine's name, or nothing for the best one
   * @return its memory map
   * @throws kexec.api.fault.NoMachineException if there is no such machine
   * @throws KexecException if it cannot be read
   */
  MemoryMap memoryMap(Optional<String> machine) throws KexecException;

  /**
   * Tells which backends are present, and which machines could be.
   *
   * @return machines first, the best ones first; then those that are absent; then boot protocols
   */
  List<Backend> backends();
}
