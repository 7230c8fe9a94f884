package kexec.linux.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.util.OptionalInt;

/** Makes system calls by number, and throws exceptions for those that fail. */
final class Syscalls {

  private final LinuxAbi abi;

  Syscalls(LinuxAbi abi) {
    this.abi = abi;
  }

  /**
   * Makes a call.
   *
   * @param which the call
   * @param told the call for display
   * @param arguments at most six words
   * @return the result of the call
   */
  long call(CallNumber which, SystemCall told, long... arguments) throws SystemCallException {
    OptionalInt number = which.on(abi);
    if (number.isEmpty()) {
      throw new SystemCallException(new FailedCall(told, Errno.ENOSYS.number()));
    }
    NativeLong[] words = new NativeLong[6];
    for (int i = 0; i < words.length; i++) {
      words[i] = new NativeLong(i < arguments.length ? arguments[i] : 0);
    }
    NativeLong result =
        Libc.syscall(
            new NativeLong(number.getAsInt()),
            words[0],
            words[1],
            words[2],
            words[3],
            words[4],
            words[5]);
    if (result.longValue() == -1) {
      throw new SystemCallException(new FailedCall(told, Native.getLastError()));
    }
    return abi.wordBytes() == Integer.BYTES
        ? Integer.toUnsignedLong(result.intValue())
        : result.longValue();
  }
}
