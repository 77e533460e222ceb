/** Pure normalisers of e-mail, phone, names and streets, and what of a value may be shown. */
@NullMarked
package io.journeyhouse.common.text;

import org.jspecify.annotations.NullMarked;
