/**
 * Plans as pictures: SVG and HTML that need no network, no script and no other file. A library:
 * each bundle embeds what it uses.
 */
@NullMarked
package kexec.picture;

import org.jspecify.annotations.NullMarked;
