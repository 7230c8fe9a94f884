/** Configurations of images: their keys, their texts and their values. */
@NullMarked
package kexec.images.internal.config;

import org.jspecify.annotations.NullMarked;
