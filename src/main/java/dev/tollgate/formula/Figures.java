package dev.tollgate.formula;

import java.math.BigDecimal;
import java.util.Map;

/** What has numbers that a formula may name. */
public interface Figures {

    /** The numbers by their names, such as {@code max_coverage}. */
    Map<String, BigDecimal> figures();
}
