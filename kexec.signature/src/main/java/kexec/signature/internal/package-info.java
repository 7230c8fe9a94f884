@NullMarked
package kexec.signature.internal;

import org.jspecify.annotations.NullMarked;
