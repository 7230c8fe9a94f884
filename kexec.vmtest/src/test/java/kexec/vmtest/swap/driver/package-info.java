/**
 * A bundle of the guest's framework: it arms a simulated machine and has the real one take over.
 * Nothing outside of the framework can link these classes.
 */
@NullMarked
package kexec.vmtest.swap.driver;

import org.jspecify.annotations.NullMarked;
