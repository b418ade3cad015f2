/**
 * What results say: policies beside the exact optimum on common episodes, and intervals that cover what they name.
 *
 * <p>{@link dev.baton.study.OptimumComparison} runs policies on the same episodes and measures each choice by the exact
 * optimum; a {@link dev.baton.study.Comparison} holds what that gave as two {@link dev.baton.study.Margins} of a table
 * of policies by episodes, from which come two different 95 % intervals: for these policies as they are, and for the
 * method that trained them. {@link dev.baton.study.Paired} is the difference of two such tables. {@link
 * dev.baton.study.Bootstrap} and {@link dev.baton.study.StudentT} are the arithmetic; docs/decisions/011 has the
 * measured coverage.
 *
 * <p>Depends on {@code train}, {@code exact} and what these depend on. Nothing here runs threads.
 */
@NullMarked
package dev.baton.study;

import org.jspecify.annotations.NullMarked;
