package kexec.core.internal.failure;

import java.util.List;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.plan.FileLease;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.sys.Steps;

/** A machine on a model of its receiver, whose calls are {@link Steps} that fail as planned. */
public interface FailingHost {

  /** What {@link #held} returns for an empty slot. */
  int NOTHING = 0;

  /** What {@link #held} returns for an image that is none of those that were loaded. */
  int DAMAGED = -1;

  /** {@return the machine's memory} */
  MemoryOps memory();

  /** {@return the machine} */
  MachineKexec machine();

  /**
   * {@return a plan for the machine}
   *
   * @param slot the slot
   * @param variant a number above zero; the images of different numbers differ
   * @param leases takes leases on the files
   * @throws Exception if it cannot be made
   */
  Plan plan(Slot slot, int variant, FileLease.Source leases) throws Exception;

  /**
   * {@return what the receiver really holds: a variant, {@link #NOTHING} or {@link #DAMAGED}}
   *
   * @param slot the slot
   */
  int held(Slot slot);

  /**
   * Empties a slot as another program does.
   *
   * @param slot the slot
   */
  void empty(Slot slot);

  /** Changes the hardware that crash images describe. */
  void changeHardware();

  /** {@return how many mappings, descriptors and pages are taken, of which none may be lost} */
  long taken();

  /**
   * {@return whether the receiver's rules let the previous image be lost}
   *
   * @param slot the slot that an image is loaded into
   * @param steps what has failed
   */
  boolean mayLose(Slot slot, Steps steps);

  /**
   * {@return the ways in which a call can fail, those that stand for the others first; none if it
   * cannot}
   *
   * @param call the name of the call
   */
  List<Steps.Failure> failures(String call);

  /**
   * {@return whether a call loads or unloads an image, so that what is around it matters most}
   *
   * @param call the name of the call
   */
  boolean isDecisive(String call);

  /**
   * {@return whether the receiver itself reports a slot wrongly, because of what another program
   * has done}
   *
   * @param slot the slot
   */
  default boolean isToldWrong(Slot slot) {
    return false;
  }

  /**
   * {@return whether an exception is the model's way to leave for a started image}
   *
   * @param thrown the exception
   */
  default boolean isJump(Throwable thrown) {
    return false;
  }
}
