// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a module offers to others: its exported packages with all that is public or protected in
 * them. Two of them that are equal are equal for everybody who compiles against them.
 *
 * @param packages by name
 */
record Api(SortedMap<String, ApiPackage> packages) {
  private static final Set<String> FIRST_WORDS = Set.of("extends", "implements", "permits");

  Api {
    packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
  }

  /**
   * A package.
   *
   * @param name its name
   * @param version what its {@code package-info} says; empty if it says none
   * @param types by binary name
   */
  record ApiPackage(String name, String version, SortedMap<String, ApiType> types) {
    ApiPackage {
      types = Collections.unmodifiableSortedMap(new TreeMap<>(types));
    }
  }

  /**
   * A type: a line that declares it, and a line for each of its facts. What makes a fact the same
   * fact in two versions is its key: {@code permits org.example.Circle}, {@code name(int)}.
   *
   * @param name binary name
   * @param declaration annotations, modifiers, kind, name and type parameters
   * @param facts by key: super types, permitted types, record components, constants, fields,
   *     constructors, methods
   */
  record ApiType(String name, String declaration, SortedMap<String, String> facts) {
    ApiType {
      facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** Whether the line that declares it has a word. */
    boolean says(String word) {
      return (" " + declaration + " ").contains(" " + word + " ");
    }

    boolean isInterface() {
      return says("interface");
    }

    /** Whether somebody else may implement or extend it and expect to be able to go on so. */
    boolean implementable() {
      return isInterface() ? !says("@ProviderType") && !says("sealed") : !says("final");
    }
  }

  /** The key of a fact. */
  static String keyOf(String line) {
    int space = line.indexOf(' ');
    String first = space < 0 ? line : line.substring(0, space);
    if (FIRST_WORDS.contains(first)) {
      return line;
    }
    if (first.equals("components") || first.equals("constants")) {
      return first;
    }
    int value = line.indexOf(" = ");
    int open = line.indexOf('(');
    if (open >= 0 && (value < 0 || open < value)) {
      return line.substring(line.lastIndexOf(' ', open) + 1, line.indexOf(')', open) + 1);
    }
    String field = value < 0 ? line : line.substring(0, value);
    return field.substring(field.lastIndexOf(' ') + 1);
  }
}
