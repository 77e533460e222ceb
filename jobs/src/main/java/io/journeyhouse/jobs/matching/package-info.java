/**
 * Records of the same person, found: probabilistic matching after Fellegi and Sunter with
 * unsupervised training, and average linkage inside loose components. Knows fields and records,
 * neither tables nor commands; what becomes of the clusters is decided elsewhere.
 */
@NullMarked
package io.journeyhouse.jobs.matching;

import org.jspecify.annotations.NullMarked;
