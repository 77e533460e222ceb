package io.journeyhouse.jobs.matching;

import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rows of a partition as a stream, taken one by one. */
final class Streams {
  private Streams() {}

  static <T> Stream<T> of(Iterator<T> rows) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false);
  }
}
