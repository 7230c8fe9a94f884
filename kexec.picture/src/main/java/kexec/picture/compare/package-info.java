/**
 * Two plans that are compared: what is drawn of them, and what became of their segments and words.
 */
@NullMarked
package kexec.picture.compare;

import org.jspecify.annotations.NullMarked;
