package kexec.xen.internal.diagnosis;

/** What a refused call was made for. */
public enum Operation {
  /** Opening the device through which the hypervisor is called. */
  OPEN,
  /** Asking something. */
  QUERY,
  /** Taking memory that the hypervisor can read. */
  BUFFER,
  /** Loading a default image. */
  LOAD_DEFAULT,
  /** Loading a crash image. */
  LOAD_CRASH,
  /** Taking an image out. */
  UNLOAD,
  /** Starting an image. */
  START
}
