/**
 * An example of a backend: a machine that keeps its images in memory, and a boot protocol, of an
 * architecture for which the API has no constant.
 */
@NullMarked
package kexec.itest.example;

import org.jspecify.annotations.NullMarked;
