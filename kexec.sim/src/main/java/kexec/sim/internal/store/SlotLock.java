package kexec.sim.internal.store;

/** Keeps a slot to one operation until it is closed. */
@FunctionalInterface
public interface SlotLock extends AutoCloseable {

  @Override
  void close();
}
