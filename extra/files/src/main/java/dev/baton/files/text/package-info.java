/**
 * Text as files and messages have it: YAML with line numbers, JSON, numbers and names in one-line messages. For the
 * files of this module and for the command line; not for hosts.
 */
@NullMarked
package dev.baton.files.text;

import org.jspecify.annotations.NullMarked;
