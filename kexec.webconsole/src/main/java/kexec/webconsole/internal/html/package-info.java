/** Markup. */
@NullMarked
package kexec.webconsole.internal.html;

import org.jspecify.annotations.NullMarked;
