package kexec.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.Rehearser;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Plans, loads and starts kernels, and keeps a crash kernel loaded.
 *
 * <p>Thread-safe. Operations on a slot are mutually exclusive: a concurrent call fails with a
 * {@link kexec.api.fault.BusyException}. An operation that is rejected or fails leaves previously
 * loaded images in place wherever the receiver makes that possible.
 *
 * <p>A service that has stopped, while a client still holds it, refuses every operation with a
 * {@link KexecException} of the code {@code service-stopped}. Exceptions that a machine or a boot
 * protocol must not throw, such as those of a bundle that is being stopped, become one of the code
 * {@code unexpected}.
 */
@ProviderType
public interface Kexec {

  /**
   * Creates a plan. Needs no privileges and does not touch a machine.
   *
   * @param request what to boot
   * @return a loadable plan, possibly with warnings
   * @throws kexec.api.plan.PlanRefusedException if no loadable plan is possible, with all findings
   * @throws kexec.api.fault.NoMachineException if the named machine is absent, or if there is
   *     neither a machine nor a memory map to plan for
   * @throws KexecException if a file cannot be read
   */
  Plan plan(PlanRequest request) throws KexecException;

  /**
   * Creates a plan as {@link #plan(PlanRequest)} does, and reports how much of the files is read.
   *
   * @param request what to boot
   * @param progress told of what takes long; by default nothing
   * @return a loadable plan, possibly with warnings
   * @throws kexec.api.plan.PlanRefusedException if no loadable plan is possible, with all findings
   * @throws kexec.api.fault.NoMachineException if the named machine is absent, or if there is
   *     neither a machine nor a memory map to plan for
   * @throws KexecException if a file cannot be read
   */
  default Plan plan(PlanRequest request, ProgressListener progress) throws KexecException {
    return plan(request);
  }

  /**
   * Examines a file.
   *
   * @param file the file
   * @return the result from every boot protocol
   * @throws KexecException if the file cannot be read
   */
  Inspection inspect(Path file) throws KexecException;

  /**
   * Plans and loads an image. The image is wanted from then on: when a better machine arrives, the
   * image is loaded there first and then unloaded from the old machine. An image for a named
   * machine stays on that machine. If a wanted image is lost, a long-running service reloads it.
   * {@link #unload} or a restart of the receiver ends this.
   *
   * @param request what to boot; must not contain a memory map of another machine
   * @return the plan that was loaded
   * @throws KexecException if the image cannot be planned or loaded
   */
  Plan load(PlanRequest request) throws KexecException;

  /**
   * Plans an image, has exactly that plan rehearsed, and loads it if its rehearsal succeeded. As
   * with {@link #load(PlanRequest)}, the image is wanted from then on, and files that change before
   * the receiver has them make the load fail. The verdict is kept with the image's record. An image
   * that is planned again later, for another machine or after a loss, counts as rehearsed only if
   * it is the same, digest for digest.
   *
   * <p>A rehearsal takes long. Meanwhile other users' operations on the slot fail with a {@link
   * kexec.api.fault.BusyException}; what was loaded before stays loaded and maintained.
   *
   * @param request what to boot; must not contain a memory map of another machine
   * @param rehearser rehearses the plan, on the calling thread
   * @return the plan that was rehearsed and loaded
   * @throws KexecException with the code {@code rehearsal-failed} if the rehearsal did not succeed;
   *     as the rehearser throws it; or if the image cannot be planned or loaded. If it is thrown
   *     before the receiver is called, nothing has changed
   */
  Plan load(PlanRequest request, Rehearser rehearser) throws KexecException;

  /**
   * Plans an image, has it rehearsed if that is wanted, and loads it, as {@link #load(PlanRequest)}
   * and {@link #load(PlanRequest, Rehearser)} do; and reports how much of the files is read.
   *
   * @param request what to boot; must not contain a memory map of another machine
   * @param rehearser rehearses the plan, on the calling thread; empty if it is loaded without
   * @param progress told of what takes long; by default nothing
   * @return the plan that was loaded
   * @throws KexecException if the image cannot be planned, rehearsed or loaded
   */
  default Plan load(PlanRequest request, Optional<Rehearser> rehearser, ProgressListener progress)
      throws KexecException {
    return rehearser.isPresent() ? load(request, rehearser.get()) : load(request);
  }

  /**
   * Unloads the image in a slot. No image is wanted there afterwards.
   *
   * @param slot the slot; an empty slot is left unchanged
   * @param machine the machine's name; if empty, the machine that has the wanted image, otherwise
   *     the best machine
   * @return whether the slot held an image
   * @throws KexecException if there is no machine or the receiver rejects the request
   */
  boolean unload(Slot slot, Optional<String> machine) throws KexecException;

  /**
   * Shuts down the running system and starts the image in a slot. Does not return if the receiver
   * really jumps.
   *
   * @param slot the slot
   * @param machine the machine's name; if empty, the machine that has the wanted image, otherwise
   *     the best machine
   * @param mode how the running system is shut down
   * @return the report of a receiver that executes an image without leaving the running system;
   *     empty if the system shuts down by itself and jumps afterwards
   * @throws KexecException if nothing is loaded or the receiver rejects the request
   */
  Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode)
      throws KexecException;

  /**
   * {@return the slots of every receiver that is present: two entries per receiver, the best
   * machine's first; empty if no receiver is present}
   *
   * @throws KexecException if a receiver cannot be queried
   */
  List<SlotStatus> status() throws KexecException;

  /**
   * Explains why a load would fail on this host now, without loading anything. Needs no privileges.
   *
   * @param slot the slot that the image would be for
   * @param machine the machine's name, or empty for the best machine
   * @return findings: what would prevent a load as errors, what may go wrong or cannot be told by
   *     this user as warnings, and what was looked at and is in order as information. Without a
   *     machine they explain why there is none
   * @throws KexecException if nothing can be told
   */
  List<Finding> explain(Slot slot, Optional<String> machine) throws KexecException;

  /**
   * {@return the memory map of a machine, as used to plan an image for it}
   *
   * @param machine the machine's name, or empty for the best machine
   * @throws kexec.api.fault.NoMachineException if there is no such machine
   * @throws KexecException if the memory map cannot be read
   */
  MemoryMap memoryMap(Optional<String> machine) throws KexecException;

  /**
   * {@return the backends: present machines with the best first, then absent machines, then boot
   * protocols}
   *
   * @throws KexecException if this service has stopped
   */
  List<Backend> backends() throws KexecException;
}
