/** Which requests are answered: logins, origins and tickets. */
@NullMarked
package kexec.webconsole.internal.guard;

import org.jspecify.annotations.NullMarked;
