@NullMarked
package kexec.core.internal.policy;

import org.jspecify.annotations.NullMarked;
