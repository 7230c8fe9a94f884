/** What a simulated receiver knows of an image that it holds. */
@NullMarked
package kexec.sim.internal.image;

import org.jspecify.annotations.NullMarked;
