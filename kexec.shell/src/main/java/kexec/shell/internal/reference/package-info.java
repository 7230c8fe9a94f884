/**
 * What people and shells read about the command, made from its definitions when it is built: the
 * manual page, and the completions of bash and zsh. Gogo's shell reads its completion from the same
 * definitions while it runs.
 */
@NullMarked
package kexec.shell.internal.reference;

import org.jspecify.annotations.NullMarked;
