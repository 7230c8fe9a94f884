/** Runs the product's bundles in a guest, where the machine of its own kernel arrives late. */
@NullMarked
package kexec.vmtest.swap;

import org.jspecify.annotations.NullMarked;
