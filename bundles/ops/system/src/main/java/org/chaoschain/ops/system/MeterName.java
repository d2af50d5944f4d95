// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What makes two meters the same one: kind, name and tags. It is looked up for each message, so it
 * is no more than a list.
 *
 * @param sorted name, value, name, value, by the names
 */
record MeterName(Class<? extends Meter> kind, String name, List<String> sorted) {
  static MeterName of(Class<? extends Meter> kind, String name, String... tags) {
    if (tags.length % 2 != 0) {
      throw new IllegalArgumentException(
          "the tags of meter "
              + name
              + " are name, value, name, value; found "
              + tags.length
              + " strings");
    }
    return new MeterName(kind, name, tags.length <= 2 ? List.of(tags) : sorted(tags));
  }

  private static List<String> sorted(String... tags) {
    List<String> sorted = new ArrayList<>(tags.length);
    for (int i = 0; i < tags.length; i += 2) {
      int at = 0;
      while (at < sorted.size() && sorted.get(at).compareTo(tags[i]) < 0) {
        at += 2;
      }
      if (at < sorted.size() && sorted.get(at).equals(tags[i])) {
        sorted.set(at + 1, tags[i + 1]); // the last value of a name counts
      } else {
        sorted.addAll(at, List.of(tags[i], tags[i + 1]));
      }
    }
    return sorted;
  }

  SortedMap<String, String> tags() {
    SortedMap<String, String> tags = new TreeMap<>();
    for (int i = 0; i < sorted.size(); i += 2) {
      tags.put(sorted.get(i), sorted.get(i + 1));
    }
    return tags;
  }

  // Written out: what a record has by itself is put together of method handles when a node starts,
  // which takes it longer than all else that is done with meters there.
  @Override
  public boolean equals(Object other) {
    return other instanceof MeterName that
        && kind == that.kind
        && name.equals(that.name)
        && sorted.equals(that.sorted);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + name.hashCode()) + sorted.hashCode();
  }
}
