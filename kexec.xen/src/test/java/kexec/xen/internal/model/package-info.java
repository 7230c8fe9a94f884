/**
 * A model of the hypervisor and of the dom0 that calls it, including bugs, based on the answers of
 * Xen 4.17. A script of calls is run on both, and their answers are compared.
 */
@NullMarked
package kexec.xen.internal.model;

import org.jspecify.annotations.NullMarked;
