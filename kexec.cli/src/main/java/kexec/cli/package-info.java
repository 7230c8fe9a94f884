/**
 * The command as one program without a framework: the same objects that Declarative Services
 * assembles from the bundles, assembled by constructors.
 */
@NullMarked
package kexec.cli;

import org.jspecify.annotations.NullMarked;
