/**
 * The boot protocols of arm64 and arm, and the machine whose receiver is Linux's kexec there.
 *
 * <p>To come: the raw {@code Image}, the {@code zImage}, the device tree that both are handed, and
 * boards whose RAM the boot CPU sees at another address.
 *
 * <p>Today the bundle is empty: it registers no service, and no ARM kernel is recognised.
 */
@NullMarked
package kexec.arm;

import org.jspecify.annotations.NullMarked;
