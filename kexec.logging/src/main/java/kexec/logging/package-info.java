/** The logging of the executable jars. */
@NullMarked
package kexec.logging;

import org.jspecify.annotations.NullMarked;
