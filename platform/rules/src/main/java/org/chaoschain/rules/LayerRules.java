// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.List;
import java.util.Map;

/** Which check looks after which rule. */
final class LayerRules {
  /**
   * Rules that need no build. They are looked at first of all, for two reasons: the answer is there
   * in seconds, and javac would stop at an import of another module's internal package without
   * naming the rule.
   */
  static final Map<Rule, LayerRule> BEFORE_THE_BUILD =
      Map.of(
          Rule.INTERNAL_PACKAGES, Imports::ofInternals,
          Rule.BARE_API, ApiBundles::check,
          Rule.ONE_WAY, Dependencies::check,
          Rule.LICENSE_LINE, Sources::withoutLicense,
          Rule.SMALL_FILES, Sources::tooLong);

  private LayerRules() {}

  static LayerRule of(Rule rule) {
    return switch (rule) {
      case INTERNAL_PACKAGES -> References::toInternals;
      case API_OR_CORE -> References::beyondApiAndCores;
      case BARE_API -> ApiBundles::check;
      case PURE_CORE -> Core::check;
      case INJECTED_SERVICES -> Services::check;
      case SAME_EXPORTS -> Exports::check;
      case NAMES -> Names::check;
      case ONE_WAY -> Dependencies::check;
      case DOCUMENTED -> Documentation::check;
      case LICENSE_LINE -> Sources::withoutLicense;
      case SMALL_FILES -> Sources::tooLong;
      case MARKED_API -> ApiVersions::unmarked;
      case API_STEPS -> ApiVersions::unearned;
    };
  }

  /** The violations of a rule, less the granted exceptions. */
  static List<Violation> check(Rule rule, Reactor reactor, Exceptions exceptions) {
    return exceptions.without(of(rule).check(reactor));
  }
}
