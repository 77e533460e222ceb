package io.journeyhouse.bench.identity;

import java.util.Arrays;
import java.util.List;

/** As many households as have the records, and whose record each is. */
final class Population {
  private static final int RECORDS_PER_HOUSEHOLD = 4;

  private final Households households;

  /** The number of the first record of each household. */
  private int[] firstRecords;

  private int count;

  Population(Households households, int records, Census census) {
    this.households = households;
    firstRecords = new int[records / RECORDS_PER_HOUSEHOLD + 2];
    int next = 0;
    while (next < records) {
      Household household = households.of(count);
      census.count(household);
      add(next);
      next += household.records();
    }
  }

  /** One of somebody's records, counted from 0. */
  record Entry(Household household, Person person, int record) {}

  Entry entry(int number) {
    int found = Arrays.binarySearch(firstRecords, 0, count, number);
    int id = found >= 0 ? found : -found - 2;
    Household household = households.of(id);
    List<Person> members = household.members();
    int record = number - firstRecords[id];
    int member = 0;
    while (record >= members.get(member).records()) {
      record -= members.get(member++).records();
    }
    return new Entry(household, members.get(member), record);
  }

  private void add(int firstRecord) {
    if (count == firstRecords.length) {
      firstRecords = Arrays.copyOf(firstRecords, count + count / 4 + 1);
    }
    firstRecords[count++] = firstRecord;
  }
}
