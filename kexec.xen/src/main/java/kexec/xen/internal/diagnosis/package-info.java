/** The causes of failed hypercalls, and their cures. */
@NullMarked
package kexec.xen.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
