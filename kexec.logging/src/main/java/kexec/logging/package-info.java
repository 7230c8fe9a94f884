/** How the executable jars log. */
@NullMarked
package kexec.logging;

import org.jspecify.annotations.NullMarked;
