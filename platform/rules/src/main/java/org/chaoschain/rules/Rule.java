// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.Locale;

/** The rules by number and name, each with what to do when it is broken. */
enum Rule {
  INTERNAL_PACKAGES(
      "L1", "reach it as a service, or move what is shared into an API or core package"),
  API_OR_CORE("L2", "of another bundle, use API packages and \"….core\" packages only"),
  BARE_API(
      "L3", "an API bundle holds API only: put what needs more into a bundle that implements it"),
  PURE_CORE("L4", "a core takes events, time and randomness as arguments and returns actions"),
  INJECTED_SERVICES("L5", "take the service named above by constructor injection"),
  SAME_EXPORTS(
      "L6", "name the package in module-info's exports and give its package-info @Export @Version"),
  NAMES("L7", "folder = last words of the symbolic name = module name = root package"),
  ONE_WAY("L8", "dependencies point one way: platform/rules/…/layers.txt"),
  DOCUMENTED("L9", "say what it is for, with units, ranges, threads, buffer owner and errors"),
  LICENSE_LINE("L10", "start the file with: // SPDX-License-Identifier: Apache-2.0"),
  SMALL_FILES("L11", "split it: a class does one thing and fits on two screens"),
  MARKED_API(
      "L12",
      "give each package @Version, each interface @ProviderType (the node implements it) or @ConsumerType (plugins do)"),
  API_STEPS(
      "L13",
      "make the change compatible, or give the package that version in its package-info;"
          + " a release writes the text anew, see docs/plugins/compatibility.md");

  private final String number;
  private final String remedy;

  Rule(String number, String remedy) {
    this.number = number;
    this.remedy = remedy;
  }

  String number() {
    return number;
  }

  String remedy() {
    return remedy;
  }

  /** As messages name it: {@code L1 internal-packages}. */
  @Override
  public String toString() {
    return number + " " + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
