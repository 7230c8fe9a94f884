/** The components of the bundle. */
@NullMarked
package kexec.webconsole.internal;

import org.jspecify.annotations.NullMarked;
