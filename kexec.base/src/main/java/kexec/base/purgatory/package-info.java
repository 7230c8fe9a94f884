/**
 * Purgatory, the code that checks the other segments right before the kernel is entered, as far as
 * it is the same for every kind of machine: the sources in {@code src/main/purgatory}, and the
 * fields that the loader fills.
 */
@NullMarked
package kexec.base.purgatory;

import org.jspecify.annotations.NullMarked;
