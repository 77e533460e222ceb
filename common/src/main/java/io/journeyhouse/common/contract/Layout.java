package io.journeyhouse.common.contract;

import java.util.List;

/** Physical layout: partitions, clustering and the columns that file statistics are kept of. */
public record Layout(List<String> partitionBy, List<String> clusterBy, List<String> statsColumns) {}
