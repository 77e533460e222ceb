package io.journeyhouse.jobs.matching;

import java.io.Serializable;

/**
 * A record made comparable.
 *
 * @param key names the record, unique
 * @param source the number of the source that it is from
 * @param values the tidied values of each field, none where it is missing
 */
record Features(String key, int source, String[][] values) implements Serializable {}
