// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used. The message has one line for each problem; all are reported at
 * once.
 */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  ConfigurationException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining(System.lineSeparator())));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the sources. */
  public List<Problem> problems() {
    return problems;
  }
}
