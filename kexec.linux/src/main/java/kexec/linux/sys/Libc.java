package kexec.linux.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;

/**
 * {@code syscall} of the C library, by direct mapping.
 *
 * <p>It is variadic in C. The arguments are whole words here on every architecture, so they go
 * where a variadic call has them too; on 32-bit ARM, where a 64-bit argument would take an even
 * pair of registers, no call that is made here has one.
 */
final class Libc {

  private Libc() {}

  /** Binds the function. Has to be called before it is used. */
  static void bind() {
    Native.register(Libc.class, NativeLibrary.getProcess());
  }

  static native NativeLong syscall(
      NativeLong number,
      NativeLong a,
      NativeLong b,
      NativeLong c,
      NativeLong d,
      NativeLong e,
      NativeLong f);
}
