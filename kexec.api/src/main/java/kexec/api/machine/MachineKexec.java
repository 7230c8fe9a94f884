package kexec.api.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Who takes an image, and who jumps.
 *
 * <p>An image lives in its receiver (a kernel, a hypervisor), not in this object: it stays loaded
 * when the bundle that loaded it stops, and whoever comes next for the same receiver finds it by
 * {@link #status}. The order is {@link #prepare}, {@link #load}, {@link #cleanup}; then {@link
 * #shutdown} and {@link #execute}, or {@link #unload}.
 *
 * <p>Implementations are safe for use by several threads; of two operations on one slot at the same
 * time the second fails with a {@link kexec.api.fault.BusyException}.
 */
@ConsumerType
public interface MachineKexec {

  /**
   * Returns who holds the images. Two machines with the same receiver share its slots. A receiver
   * that forgets its images, as a kernel does when it is started anew, has another name afterwards.
   *
   * @return a name that is the same in every bundle and every process that reaches this receiver
   */
  String receiver();

  /**
   * Tells whether this receiver took the place of another one, as a kernel that was started anew
   * does of the one before it. What the other one held is gone then, and what was written down of
   * it is deleted.
   *
   * @param receiver the name of another receiver, perhaps of another kind of machine
   * @return whether the images of that receiver are gone for good; by default not
   */
  default boolean isSuccessorOf(String receiver) {
    return false;
  }

  /**
   * Returns what the receiver takes.
   *
   * @return the rules as they are now
   * @throws KexecException if they cannot be found out
   */
  ReceiverRules rules() throws KexecException;

  /**
   * Checks what no declared rule covers.
   *
   * @param plan a plan that passed the declared rules
   * @return all that was found, perhaps nothing
   * @throws KexecException if it cannot be checked
   */
  default List<Finding> check(Plan plan) throws KexecException {
    return List.of();
  }

  /**
   * Returns what this machine hands on to the next kernel.
   *
   * @return the data; by default there is none
   */
  default PlatformData platformData() {
    return name -> Optional.empty();
  }

  /**
   * Returns where a crash kernel finds what the crashed one left.
   *
   * @return the places
   * @throws KexecException if they cannot be found out
   */
  CrashNotes crashNotes() throws KexecException;

  /**
   * Stages and checks an image. Nothing that is loaded changes, and nothing is lost if it fails.
   *
   * @param plan a loadable plan for this machine
   * @return the image, whose staged memory is taken until {@link #cleanup}
   * @throws KexecException if it cannot be staged, or if a segment's content no longer has the
   *     plan's digest
   */
  PreparedImage prepare(Plan plan) throws KexecException;

  /**
   * Hands a prepared image to the receiver, in place of what its slot held.
   *
   * @param image one that this object prepared and that was neither loaded nor cleaned up yet
   * @return how the receiver took it
   * @throws KexecException if the receiver refuses. What its slot held is still there wherever the
   *     receiver makes that possible; else the slot is empty afterwards, and the fault's cause says
   *     so. A slot that is not empty after a refusal holds what it held before.
   * @throws IllegalArgumentException if the image is not one of this object's
   */
  LoadedImage load(PreparedImage image) throws KexecException;

  /**
   * Frees what staging took and the receiver does not need. A loaded image stays loaded.
   *
   * @param image a prepared image, loaded or not; a second call does nothing
   */
  void cleanup(PreparedImage image);

  /**
   * Takes the image out of a slot. An empty slot is left as it is, without an error.
   *
   * @param slot the slot
   * @throws KexecException if the receiver refuses
   */
  void unload(Slot slot) throws KexecException;

  /**
   * Brings the running system to where the jump does no harm: file systems written, devices quiet.
   * For the crash slot nothing is done: a crash does not wait.
   *
   * @param slot the slot that is to be executed next
   * @param mode how
   * @return whether the caller is to execute the slot now, or the system does so by itself
   * @throws KexecException if it cannot be done; nothing is executed then
   */
  ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException;

  /**
   * Starts the image in a slot. A receiver that really jumps does not return from this.
   *
   * @param slot the slot; the crash slot is executed as a crash would
   * @return what was seen, from a receiver that carries an image out without leaving
   * @throws KexecException if nothing is loaded there or the receiver refuses
   */
  ExecutionReport execute(Slot slot) throws KexecException;

  /**
   * Describes the hardware that a loaded crash image depends on, such as memory and processors, so
   * that an image loaded earlier, perhaps by another process, can be compared with the machine as
   * it is now. What the receiver keeps current in the loaded image itself is left out.
   *
   * @return a short text of one line that is the same as long as a loaded crash image is up to
   *     date; empty where this user cannot find it out, and by default
   */
  default String hardware() {
    return "";
  }

  /**
   * Tells what the receiver holds.
   *
   * @return the receiver's own words, asked now, never remembered
   * @throws KexecException if it cannot be asked
   */
  MachineStatus status() throws KexecException;
}
