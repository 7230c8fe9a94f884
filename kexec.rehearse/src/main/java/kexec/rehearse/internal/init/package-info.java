/**
 * The program that runs in a rehearsed image before the image's own init, what it is told, and what
 * it reports.
 */
@NullMarked
package kexec.rehearse.internal.init;

import org.jspecify.annotations.NullMarked;
