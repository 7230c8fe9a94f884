/**
 * The start of the executable jars. Executed files and persisted state are in places that no other
 * user can change; otherwise nothing is started.
 */
@NullMarked
package kexec.launch;

import org.jspecify.annotations.NullMarked;
