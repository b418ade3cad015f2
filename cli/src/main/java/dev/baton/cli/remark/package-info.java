/** What {@code check} and others remark on an environment. */
@NullMarked
package dev.baton.cli.remark;

import org.jspecify.annotations.NullMarked;
