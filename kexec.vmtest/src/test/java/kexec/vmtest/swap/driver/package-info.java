/**
 * A bundle of the guest's framework: it arms a simulated machine and lets the real one take over.
 * Classes outside the framework cannot link to these classes.
 */
@NullMarked
package kexec.vmtest.swap.driver;

import org.jspecify.annotations.NullMarked;
