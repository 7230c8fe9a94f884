/**
 * How the executable jars start. What is executed, and what is kept between two runs, lies where no
 * other user can change it, or nothing is started.
 */
@NullMarked
package kexec.launch;

import org.jspecify.annotations.NullMarked;
