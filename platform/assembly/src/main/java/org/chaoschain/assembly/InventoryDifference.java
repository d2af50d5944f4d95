// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two distributions.
 *
 * @param changes ordered by what and name
 */
public record InventoryDifference(List<Change> changes) {
  /** Keeps an immutable copy. */
  public InventoryDifference {
    changes = List.copyOf(changes);
  }

  /** What can differ. */
  public enum What {
    /** A jar: version, bytes or start level. */
    BUNDLE,
    /** A jar of the class path. */
    LIBRARY,
    /** A file that is no jar. */
    FILE,
    /** An included feature. */
    FEATURE,
    /** A value of a configuration. */
    CONFIGURATION
  }

  /** How it differs. */
  public enum How {
    /** Only the second has it. */
    ADDED,
    /** Only the first has it. */
    REMOVED,
    /** Another version, value or start level. */
    CHANGED,
    /** The same version has other bytes. */
    REBUILT
  }

  /**
   * One difference.
   *
   * @param what of which kind the thing is
   * @param how how it differs
   * @param name of the thing
   * @param before in the first; empty if it is not there
   * @param after in the second; empty if it is not there
   */
  public record Change(What what, How how, String name, String before, String after) {}

  /** The differences from the first to the second. */
  public static InventoryDifference between(Inventory first, Inventory second) {
    List<Change> changes = new ArrayList<>();
    parts(What.BUNDLE, byName(first, true), byName(second, true), changes);
    parts(What.LIBRARY, byName(first, false), byName(second, false), changes);
    texts(What.FILE, shortened(first.files()), shortened(second.files()), changes);
    TreeMap<String, String> before = new TreeMap<>();
    TreeMap<String, String> after = new TreeMap<>();
    first.features().forEach(name -> before.put(name, name));
    second.features().forEach(name -> after.put(name, name));
    texts(What.FEATURE, before, after, changes);
    texts(What.CONFIGURATION, first.configurations(), second.configurations(), changes);
    return new InventoryDifference(changes);
  }

  private static SortedMap<String, Part> byName(Inventory inventory, boolean bundles) {
    SortedMap<String, Part> parts = new TreeMap<>();
    for (Part part : inventory.parts()) {
      if (part.path().startsWith("lib/bundles/") == bundles) {
        parts.put(part.id().name(), part);
      }
    }
    return parts;
  }

  private static void parts(
      What what, SortedMap<String, Part> before, SortedMap<String, Part> after, List<Change> out) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      Part one = before.get(name);
      Part two = after.get(name);
      if (one == null) {
        out.add(new Change(what, How.ADDED, name, "", two.id().version()));
      } else if (two == null) {
        out.add(new Change(what, How.REMOVED, name, one.id().version(), ""));
      } else if (!one.id().version().equals(two.id().version())) {
        out.add(new Change(what, How.CHANGED, name, one.id().version(), two.id().version()));
      } else if (!one.sha256().equals(two.sha256())) {
        out.add(new Change(what, How.REBUILT, name, hashed(one), hashed(two)));
      } else if (one.startOrder() != two.startOrder()) {
        out.add(
            new Change(
                what,
                How.CHANGED,
                name,
                "start-order " + one.startOrder(),
                "start-order " + two.startOrder()));
      }
    }
  }

  private static String hashed(Part part) {
    return part.id().version() + " sha256 " + part.sha256().substring(0, 12);
  }

  private static SortedMap<String, String> shortened(SortedMap<String, String> hashes) {
    SortedMap<String, String> shortened = new TreeMap<>();
    hashes.forEach((path, hash) -> shortened.put(path, "sha256 " + hash.substring(0, 12)));
    return shortened;
  }

  private static void texts(
      What what, Map<String, String> before, Map<String, String> after, List<Change> out) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String one = before.get(name);
      String two = after.get(name);
      if (one == null) {
        out.add(new Change(what, How.ADDED, name, "", two));
      } else if (two == null) {
        out.add(new Change(what, How.REMOVED, name, one, ""));
      } else if (!one.equals(two)) {
        out.add(new Change(what, what == What.FILE ? How.REBUILT : How.CHANGED, name, one, two));
      }
    }
  }
}
