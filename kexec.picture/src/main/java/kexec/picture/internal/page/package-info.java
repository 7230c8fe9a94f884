/** HTML pages around the pictures. */
@NullMarked
package kexec.picture.internal.page;

import org.jspecify.annotations.NullMarked;
