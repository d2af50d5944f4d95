// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.chaoschain.rules.Api.ApiPackage;
import org.chaoschain.rules.Api.ApiType;
import org.chaoschain.rules.ApiChange.Step;

/**
 * Finds what is different in a package, and how far each difference moves its version. In doubt a
 * change is a major one: an exception can be granted, a broken plugin cannot be mended from here.
 */
final class ApiComparison {
  private static final Set<String> MODIFIERS =
      Set.of(
          "@ProviderType",
          "@ConsumerType",
          "@Deprecated",
          "public",
          "protected",
          "static",
          "abstract",
          "default",
          "final",
          "sealed");

  private final List<ApiChange> found = new ArrayList<>();

  private ApiComparison() {}

  /** All differences, by type. */
  static List<ApiChange> of(ApiPackage before, ApiPackage after) {
    ApiComparison comparison = new ApiComparison();
    for (String name : union(before.types(), after.types())) {
      ApiType old = before.types().get(name);
      ApiType now = after.types().get(name);
      if (old == null) {
        comparison.add(Step.MINOR, now, "new type: " + now.declaration());
      } else if (now == null) {
        comparison.add(Step.MAJOR, old, "gone: " + old.declaration());
      } else {
        comparison.compare(old, now);
      }
    }
    return List.copyOf(comparison.found);
  }

  private void add(Step step, ApiType type, String what) {
    found.add(new ApiChange(step, type.name(), what));
  }

  private void changed(Step step, ApiType type, String before, String after) {
    add(step, type, before + " -> " + after);
  }

  private static Set<String> union(SortedMap<String, ?> some, SortedMap<String, ?> others) {
    Set<String> all = new TreeSet<>(some.keySet());
    all.addAll(others.keySet());
    return all;
  }

  private void compare(ApiType before, ApiType after) {
    if (!before.declaration().equals(after.declaration())) {
      Words old = Words.of(before.declaration());
      Words now = Words.of(after.declaration());
      Step step = old.rest().equals(now.rest()) ? ofType(old, now) : Step.MAJOR;
      changed(step, after, before.declaration(), after.declaration());
    }
    for (String key : union(before.facts(), after.facts())) {
      compareFact(before, after, before.facts().get(key), after.facts().get(key));
    }
  }

  private static Step ofType(Words before, Words after) {
    boolean major =
        after.gained(before, "final")
            || after.gained(before, "abstract")
            || after.gained(before, "sealed")
            || before.gained(after, "sealed")
            || after.has("static") != before.has("static")
            || after.gained(before, "protected")
            || after.gained(before, "@ProviderType");
    return major ? Step.MAJOR : Step.MINOR;
  }

  private void compareFact(ApiType before, ApiType after, String old, String now) {
    if (now == null) {
      add(Step.MAJOR, before, "gone: " + old);
    } else if (old == null) {
      add(ofAddition(after, now), after, "new: " + now);
    } else if (!old.equals(now)) {
      changed(ofFact(after, old, now), after, old, now);
    }
  }

  /** What an additional fact asks for. */
  private static Step ofAddition(ApiType type, String fact) {
    String first = fact.split(" ", 2)[0];
    boolean major =
        switch (first) {
          // a switch over the permitted types was complete and is not any more
          case "permits" -> true;
          // of an interface: it may bring methods that nobody has implemented
          case "extends" -> type.implementable() || !type.isInterface();
          case "implements", "constants", "components" -> false;
          default -> Words.of(fact).has("abstract") && type.implementable();
        };
    return major ? Step.MAJOR : Step.MINOR;
  }

  private static Step ofFact(ApiType type, String before, String after) {
    if (before.startsWith("constants ")) {
      return addsConstantsOnly(before, after) ? Step.MINOR : Step.MAJOR;
    }
    Words old = Words.of(before);
    Words now = Words.of(after);
    boolean major =
        !old.rest().equals(now.rest())
            || now.has("static") != old.has("static")
            || now.gained(old, "final")
            || now.gained(old, "protected")
            || (now.gained(old, "abstract") && type.implementable());
    return major ? Step.MAJOR : Step.MINOR;
  }

  /** Those that were there have kept their order. */
  private static boolean addsConstantsOnly(String before, String after) {
    List<String> old = constants(before);
    List<String> now = new ArrayList<>(constants(after));
    now.retainAll(old);
    return now.equals(old);
  }

  private static List<String> constants(String fact) {
    return Arrays.asList(fact.substring("constants ".length()).split(", "));
  }

  /** The highest step of the changes. */
  static Step highest(List<ApiChange> changes) {
    return changes.stream().map(ApiChange::step).max(Step::compareTo).orElse(Step.NONE);
  }

  /**
   * A line in two parts.
   *
   * @param modifiers its first words, as far as they are modifiers or annotations
   * @param rest what follows: kind or type, name, parameters, exceptions, value
   */
  private record Words(Set<String> modifiers, String rest) {
    static Words of(String line) {
      Set<String> modifiers = new LinkedHashSet<>();
      String rest = line;
      while (true) {
        Map.Entry<String, String> split = first(rest);
        if (!MODIFIERS.contains(split.getKey())) {
          return new Words(modifiers, rest);
        }
        modifiers.add(split.getKey());
        rest = split.getValue();
      }
    }

    private static Map.Entry<String, String> first(String line) {
      String[] words = line.split(" ", 2);
      return Map.entry(words[0], words.length == 1 ? "" : words[1]);
    }

    boolean has(String modifier) {
      return modifiers.contains(modifier);
    }

    boolean gained(Words before, String modifier) {
      return has(modifier) && !before.has(modifier);
    }
  }
}
