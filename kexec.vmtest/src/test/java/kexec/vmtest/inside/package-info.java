/** Tests that run inside a guest, on the real kernel: the build only compiles them. */
@NullMarked
package kexec.vmtest.inside;

import org.jspecify.annotations.NullMarked;
