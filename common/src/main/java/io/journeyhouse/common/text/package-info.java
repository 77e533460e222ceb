/** Pure normalisers of e-mail, phone and names. */
@NullMarked
package io.journeyhouse.common.text;

import org.jspecify.annotations.NullMarked;
