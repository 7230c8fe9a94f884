package kexec.xen.internal.staging;

import kexec.api.fault.KexecException;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.KexecOp;

/** An image that one hypercall loads. Not thread-safe. */
public interface StagedLoad extends AutoCloseable {

  /**
   * Loads the image. The hypervisor copies it, so this is repeatable.
   *
   * @param kexec the hypervisor's operations
   * @throws SystemCallException if the hypervisor rejects it
   */
  void load(KexecOp kexec) throws SystemCallException;

  /** {@return whether the slot must be emptied before this is loaded} */
  boolean needsEmptySlot();

  /**
   * Verifies that the hypervisor implements the call and permits it to this domain. Changes
   * nothing.
   *
   * @param kexec the hypervisor's operations
   * @throws SystemCallException if the hypervisor rejects the call
   * @throws KexecException if there is no memory for it
   */
  void knock(KexecOp kexec) throws KexecException, SystemCallException;

  /** Releases the staging memory. Idempotent. */
  @Override
  void close();
}
