package kexec.xen.internal.staging;

import kexec.api.fault.KexecException;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.KexecOp;

/** An image that one hypercall hands over. Used by one thread at a time. */
public interface StagedLoad extends AutoCloseable {

  /**
   * Hands it over. The hypervisor copies it, so it can be handed over again.
   *
   * @param kexec the hypervisor's
   * @throws SystemCallException if the hypervisor refuses
   */
  void load(KexecOp kexec) throws SystemCallException;

  /**
   * Tells whether the slot has to be empty when this is handed over.
   *
   * @return whether what is there has to be taken out before
   */
  boolean needsEmptySlot();

  /**
   * Makes sure that the hypervisor knows the call and lets this domain make it. Nothing changes.
   *
   * @param kexec the hypervisor's
   * @throws SystemCallException if the hypervisor refuses
   * @throws KexecException if there is no memory for it
   */
  void knock(KexecOp kexec) throws KexecException, SystemCallException;

  /** Gives back what staging took. A second call does nothing. */
  @Override
  void close();
}
