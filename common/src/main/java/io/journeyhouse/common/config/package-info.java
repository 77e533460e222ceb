/** Strict reading of YAML: every error names file and line, unknown keys are errors. */
@NullMarked
package io.journeyhouse.common.config;

import org.jspecify.annotations.NullMarked;
