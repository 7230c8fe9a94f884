/** What boot loaders read: files below a root, on the partitions that are mounted there. */
@NullMarked
package kexec.entries.internal.tree;

import org.jspecify.annotations.NullMarked;
