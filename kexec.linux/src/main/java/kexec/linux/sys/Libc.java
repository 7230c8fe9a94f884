package kexec.linux.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/**
 * {@code syscall} and {@code strerror} of the C library, by direct mapping.
 *
 * <p>{@code syscall} is variadic in C. Here every argument is a whole word on every architecture,
 * so arguments are passed as in a variadic call. On 32-bit ARM a 64-bit argument would need an even
 * register pair; no call made here has one.
 */
final class Libc {

  static {
    // Once: JNA makes new native code each time, and keeps it.
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  private Libc() {}

  /**
   * Initialises this class, which binds the functions.
   *
   * @throws LinkageError if they cannot be bound; the first one has the reason
   */
  static void bind() {
    // By being called.
  }

  static native NativeLong syscall(
      NativeLong number,
      NativeLong a,
      NativeLong b,
      NativeLong c,
      NativeLong d,
      NativeLong e,
      NativeLong f);

  static native String strerror(int errno);
}
