/** The pages: pure functions of what they show. */
@NullMarked
package kexec.webconsole.internal.page;

import org.jspecify.annotations.NullMarked;
