/**
 * Table contracts: what a table holds, declared once in table.yml. No table names, no I/O but the
 * reading of contracts.
 */
@NullMarked
package io.journeyhouse.common.contract;

import org.jspecify.annotations.NullMarked;
