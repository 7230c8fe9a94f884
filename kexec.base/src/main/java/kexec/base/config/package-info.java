/** The text of configuration files. */
@NullMarked
package kexec.base.config;

import org.jspecify.annotations.NullMarked;
