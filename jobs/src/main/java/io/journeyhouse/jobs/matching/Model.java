package io.journeyhouse.jobs.matching;

import java.io.Serializable;
import java.util.List;

/**
 * What was learned of the fields, after Fellegi and Sunter, "A Theory for Record Linkage" (1969).
 *
 * @param sources names of the sources, whose numbers are their places
 * @param priors the chance that two records of two sources, taken at random, are of one person
 * @param relatives the chance that they are of two people of a household
 * @param weights of each field
 * @param isLearned whether anything was learned; if not, exact identifiers alone decide
 * @param keys what records must share to be compared, the most selective first
 */
record Model(
    List<Field> fields,
    List<String> sources,
    boolean isLearned,
    double[][] priors,
    double[][] relatives,
    List<FieldWeights> weights,
    List<BlockingKey> keys,
    Frequencies frequencies)
    implements Serializable {}
