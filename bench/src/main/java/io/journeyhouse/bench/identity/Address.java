package io.journeyhouse.bench.identity;

/** Where somebody lives. */
record Address(int houseNumber, String street, PostalArea area) {

  /** A postal code with its streets, which belongs to one city. */
  record PostalArea(String code, int people, City city, Weighted<Street> streets) {}

  record City(String name, String areaCode, int firstArea, int areas) {}

  record Street(String name, int addresses) {}

  String city() {
    return area.city().name();
  }

  String streetLine() {
    return houseNumber + " " + street;
  }
}
