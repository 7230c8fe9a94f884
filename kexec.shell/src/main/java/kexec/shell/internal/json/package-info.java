/** The JSON documents, written and read strictly. */
@NullMarked
package kexec.shell.internal.json;

import org.jspecify.annotations.NullMarked;
