/**
 * The flattened device tree: its reader and writer, its change for the next kernel, and what it
 * says about the machine (Devicetree Specification v0.4; chapter 5 is the format).
 */
@NullMarked
package kexec.base.fdt;

import org.jspecify.annotations.NullMarked;
