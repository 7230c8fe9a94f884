/** What tells other systems about images and machines: Event Admin and JMX. */
@NullMarked
package kexec.management.internal;

import org.jspecify.annotations.NullMarked;
