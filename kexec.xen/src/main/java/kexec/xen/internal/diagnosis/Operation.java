package kexec.xen.internal.diagnosis;

/** The purpose of a failed call. */
public enum Operation {
  /** Opening the device through which the hypervisor is called. */
  OPEN,
  /** Querying something. */
  QUERY,
  /** Allocating memory that the hypervisor can read. */
  BUFFER,
  /** Loading a default image. */
  LOAD_DEFAULT,
  /** Loading a crash image. */
  LOAD_CRASH,
  /** Unloading an image. */
  UNLOAD,
  /** Starting an image. */
  START
}
