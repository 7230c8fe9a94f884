/**
 * Benchmarks: {@code java -jar kexec.bench/target/benchmarks.jar}; the build only compiles them.
 */
@NullMarked
package kexec.bench;

import org.jspecify.annotations.NullMarked;
