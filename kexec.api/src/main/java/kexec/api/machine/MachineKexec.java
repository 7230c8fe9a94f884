package kexec.api.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.FileLease;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Loads images into a receiver, and executes them.
 *
 * <p>An image lives in its receiver (a kernel, a hypervisor), not in this object: it stays loaded
 * when the bundle that loaded it stops, and a later user of the same receiver finds it through
 * {@link #status}. The order is {@link #prepare}, {@link #load}, {@link #cleanup}; then {@link
 * #shutdown} and {@link #execute}, or {@link #unload}.
 *
 * <p>Implementations are safe for use by several threads. The caller, which is the core, runs one
 * operation at a time on a slot, so that implementations need no lock for that; a receiver that
 * other processes reach may still fail with a {@link kexec.api.fault.BusyException}. {@link
 * #rules}, {@link #check}, {@link #crashNotes}, {@link #hardware} and {@link #status} may be called
 * at any time.
 */
@ConsumerType
public interface MachineKexec {

  /**
   * {@return the name of what holds the images, the same in every bundle and every process that
   * uses this receiver} Two machines with the same receiver share its slots. A receiver that loses
   * its images, as a kernel does when it boots, has another name afterwards.
   */
  String receiver();

  /**
   * {@return whether the images of the other receiver are gone for good, because this receiver has
   * replaced it, as a freshly booted kernel replaces the previous one; by default false} The
   * persisted records of those images are then deleted.
   *
   * @param receiver the name of another receiver, possibly of another kind of machine
   */
  default boolean isSuccessorOf(String receiver) {
    return false;
  }

  /**
   * {@return the receiver's rules as they are now}
   *
   * @throws KexecException if they cannot be determined
   */
  ReceiverRules rules() throws KexecException;

  /**
   * {@return findings for what no declared rule covers; may be empty}
   *
   * @param plan a plan that passed the declared rules
   * @throws KexecException if it cannot be checked
   */
  default List<Finding> check(Plan plan) throws KexecException {
    return List.of();
  }

  /**
   * Finds out what would make a load fail now, or an image be lost at the jump, without loading
   * anything: permissions, restrictions of the running system, limits, the crash reservation, the
   * memory that is free, devices that do not survive. What was looked at and is in order is an
   * {@link kexec.api.fault.Severity#INFO}, what would prevent a load is an error, and what cannot
   * be told by this user is a warning that says who can. Needs no privileges.
   *
   * @param slot the slot that the image would be for
   * @return findings; by default none
   * @throws KexecException if nothing can be told
   */
  default List<Finding> obstacles(Slot slot) throws KexecException {
    return List.of();
  }

  /** {@return what this machine passes to the next kernel; by default nothing} */
  default PlatformData platformData() {
    return name -> Optional.empty();
  }

  /**
   * {@return where a crash kernel finds the crash notes}
   *
   * @throws KexecException if that cannot be determined
   */
  CrashNotes crashNotes() throws KexecException;

  /**
   * Checks an image with {@link Admission#require} and stages it. What is loaded does not change,
   * even if this fails.
   *
   * @param plan a loadable plan for this machine
   * @return the image, whose staged memory is allocated until {@link #cleanup}
   * @throws KexecException if it cannot be staged, or if a segment's content no longer matches the
   *     plan's digest
   */
  PreparedImage prepare(Plan plan) throws KexecException;

  /**
   * Checks and stages an image as {@link #prepare(Plan)} does, and reports how much of its content
   * is read.
   *
   * @param plan a loadable plan for this machine
   * @param progress told of what takes long; by default nothing
   * @return the image, whose staged memory is allocated until {@link #cleanup}
   * @throws KexecException if it cannot be staged, or if a segment's content no longer matches the
   *     plan's digest
   */
  default PreparedImage prepare(Plan plan, ProgressListener progress) throws KexecException {
    return prepare(plan);
  }

  /**
   * Passes a prepared image to the receiver, where it replaces the content of its slot.
   *
   * @param image an image that this object prepared and that was neither loaded nor cleaned up yet
   * @return how the receiver loaded it
   * @throws KexecException if the receiver refuses. The previous image is kept if the receiver
   *     makes that possible; otherwise the slot is empty afterwards, and the fault's cause says so.
   *     A slot that is not empty after a refusal holds what it held before.
   * @throws IllegalArgumentException if another object prepared the image, or if it was loaded or
   *     cleaned up already
   */
  default LoadedImage load(PreparedImage image) throws KexecException {
    return image.load(this);
  }

  /**
   * Takes a lease on a file that is about to be planned and loaded, so that its content has to be
   * digested only once. A machine that takes leases accepts content in {@link #prepare} without
   * another digest while its lease is held; the caller verifies after the load that no lease was
   * lost meanwhile.
   *
   * @param file a regular file
   * @return the lease, which the caller closes; empty if there is none, and by default
   */
  default Optional<FileLease> lease(Path file) {
    return Optional.empty();
  }

  /**
   * Frees what staging allocated and the receiver does not need. A loaded image stays loaded.
   *
   * @param image a prepared image, loaded or not; a second call does nothing
   * @throws IllegalArgumentException if another object prepared the image
   */
  default void cleanup(PreparedImage image) {
    image.cleanup(this);
  }

  /**
   * Removes the image from a slot. An empty slot is not an error.
   *
   * @param slot the slot
   * @throws KexecException if the receiver refuses
   */
  void unload(Slot slot) throws KexecException;

  /**
   * Brings the running system to a state in which the jump is safe: file systems written, devices
   * quiet. Does nothing for the crash slot: a crash does not wait.
   *
   * @param slot the slot that is executed next
   * @param mode how
   * @return whether the caller must execute the slot now, or the system does so by itself
   * @throws KexecException if it fails; nothing is executed then
   */
  ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException;

  /**
   * Executes the image in a slot. A receiver that really jumps does not return.
   *
   * @param slot the slot; the crash slot is executed as a crash would
   * @return the report of a receiver that executes an image without leaving the running system
   * @throws KexecException if nothing is loaded there or the receiver refuses
   */
  ExecutionReport execute(Slot slot) throws KexecException;

  /**
   * Executes the image in a slot as {@link #execute(Slot)} does. A receiver that does so without
   * leaving the running system reports how much of the image it has compared with its plan.
   *
   * @param slot the slot; the crash slot is executed as a crash would
   * @param progress told of what takes long; by default nothing
   * @return the report of a receiver that executes an image without leaving the running system
   * @throws KexecException if nothing is loaded there or the receiver refuses
   */
  default ExecutionReport execute(Slot slot, ProgressListener progress) throws KexecException {
    return execute(slot);
  }

  /**
   * Describes the hardware that a loaded crash image depends on, such as memory and processors, so
   * that an image loaded earlier, possibly by another process, can be compared with the present
   * machine. What the receiver keeps current in the loaded image itself is left out.
   *
   * @return a short text of one line that is the same as long as a loaded crash image is up to
   *     date; empty if this user cannot determine it, and by default
   */
  default String hardware() {
    return "";
  }

  /**
   * {@return what the receiver holds, read from the receiver now and never cached}
   *
   * @throws KexecException if it cannot be read
   */
  MachineStatus status() throws KexecException;
}
