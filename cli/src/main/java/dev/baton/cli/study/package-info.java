/**
 * What commands compute and share: learning with its options, contenders beside the optimum, frontiers, the tables of
 * them.
 */
@NullMarked
package dev.baton.cli.study;

import org.jspecify.annotations.NullMarked;
