package io.journeyhouse.bench.identity;

import java.time.LocalDate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a record says, or should. Null is not known. */
record Row(
    @Nullable String givenName,
    @Nullable String surname,
    @Nullable LocalDate born,
    @Nullable String street,
    String city,
    @Nullable String postalCode,
    @Nullable String email,
    @Nullable String phone,
    @Nullable String gender) {

  static final String HEADER =
      "record_id,given_name,surname,birth_date,street,city,postal_code,email,phone,gender,entity\n";

  Row withNamesSwapped() {
    return new Row(surname, givenName, born, street, city, postalCode, email, phone, gender);
  }

  /** With other letters in names and addresses. */
  Row withTexts(UnaryOperator<String> letters) {
    return new Row(
        with(letters, givenName),
        with(letters, surname),
        born,
        with(letters, street),
        letters.apply(city),
        postalCode,
        email,
        phone,
        gender);
  }

  boolean hasDiacritics() {
    return hasDiacritics(givenName) || hasDiacritics(surname);
  }

  /** No value has a comma or a quotation mark. */
  void write(StringBuilder line, String recordId, String entity) {
    line.append(recordId);
    field(line, givenName);
    field(line, surname);
    field(line, born);
    field(line, street);
    field(line, city);
    field(line, postalCode);
    field(line, email);
    field(line, phone);
    field(line, gender);
    field(line, entity);
    line.append('\n');
  }

  private static boolean hasDiacritics(@Nullable String name) {
    return name != null && !Letters.isAscii(name);
  }

  private static @Nullable String with(UnaryOperator<String> letters, @Nullable String text) {
    return text == null ? null : letters.apply(text);
  }

  private static void field(StringBuilder line, @Nullable Object value) {
    line.append(',');
    if (value != null) {
      line.append(value);
    }
  }
}
