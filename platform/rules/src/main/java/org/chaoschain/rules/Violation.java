// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

/**
 * One place where a rule is broken.
 *
 * @param rule the broken rule
 * @param module folder of the module, relative to the root
 * @param subject the class, package or file it is about
 * @param verb what the subject does, such as {@code calls}
 * @param found what it does it to; exceptions are granted for it
 */
record Violation(Rule rule, String module, String subject, String verb, String found) {
  /** One line: rule, place, what was found, and the remedy. */
  @Override
  public String toString() {
    return "rule "
        + rule
        + ": "
        + module
        + " ("
        + subject
        + ") "
        + verb
        + " "
        + found
        + "; remedy: "
        + rule.remedy();
  }
}
