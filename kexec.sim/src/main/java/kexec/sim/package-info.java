/** The simulated machine: it carries a plan out page by page, and jumps nowhere. */
@NullMarked
package kexec.sim;

import org.jspecify.annotations.NullMarked;
