package kexec.vmtest.inside;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;

/**
 * Starts a program under a seccomp filter that refuses both calls by which Linux takes an image, as
 * filters of containers and of services do (Linux, Documentation/userspace-api/seccomp_filter.rst).
 * For x86_64, and without a look at the architecture, since no program here would evade it.
 */
public final class Filtered {

  // Linux, include/uapi/linux/prctl.h, seccomp.h, bpf_common.h, audit.h
  private static final int PR_SET_SECCOMP = 22;
  private static final long SECCOMP_MODE_FILTER = 2;
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  // arch/x86/entry/syscalls/syscall_64.tbl
  private static final int KEXEC_LOAD = 246;
  private static final int KEXEC_FILE_LOAD = 320;

  private static final int INSTRUCTION_BYTES = 8;

  private Filtered() {}

  /**
   * Sets the filter for this thread, starts the program in it and ends with the program's status.
   *
   * @param words the error number that both calls are refused with, the program and its arguments
   */
  public static void main(String[] words) throws Exception {
    int errno = Integer.parseInt(words[0]);
    List<String> program = Arrays.asList(words).subList(1, words.length);
    forbid(errno);
    System.exit(new ProcessBuilder(program).inheritIO().start().waitFor());
  }

  private static void forbid(int errno) {
    try (Memory filter = new Memory(5L * INSTRUCTION_BYTES);
        Memory header = new Memory(2L * Long.BYTES)) {
      // The first field of what the filter sees is the number of the call.
      put(filter, 0, LOAD_WORD, 0, 0, 0);
      put(filter, 1, JUMP_IF_EQUAL, 1, 0, KEXEC_LOAD);
      put(filter, 2, JUMP_IF_EQUAL, 0, 1, KEXEC_FILE_LOAD);
      put(filter, 3, RETURN, 0, 0, ERRNO | errno);
      put(filter, 4, RETURN, 0, 0, ALLOW);
      header.clear();
      header.setShort(0, (short) 5);
      header.setPointer(Long.BYTES, filter);
      int result =
          NativeLibrary.getProcess()
              .getFunction("prctl")
              .invokeInt(
                  new Object[] {
                    PR_SET_SECCOMP,
                    new NativeLong(SECCOMP_MODE_FILTER),
                    header,
                    new NativeLong(0),
                    new NativeLong(0)
                  });
      if (result != 0) {
        throw new IllegalStateException("the kernel takes no filter from this user");
      }
    }
  }

  /** Puts a {@code struct sock_filter}; jumps count the instructions that are left out. */
  private static void put(Pointer filter, int index, int code, int ifTrue, int ifFalse, int k) {
    long at = (long) index * INSTRUCTION_BYTES;
    filter.setShort(at, (short) code);
    filter.setByte(at + 2, (byte) ifTrue);
    filter.setByte(at + 3, (byte) ifFalse);
    filter.setInt(at + 4, k);
  }
}
