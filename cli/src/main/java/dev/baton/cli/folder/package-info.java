/** Run folders (decisions 010 and 018): their layout, who holds one, identity, metrics and checkpoints. */
@NullMarked
package dev.baton.cli.folder;

import org.jspecify.annotations.NullMarked;
