// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.SortedMap;
import java.util.TreeMap;

/** What makes two meters the same one: kind, name and tags. */
record MeterName(Class<? extends Meter> kind, String name, SortedMap<String, String> tags) {
  static MeterName of(Class<? extends Meter> kind, String name, String... tags) {
    if (tags.length % 2 != 0) {
      throw new IllegalArgumentException(
          "the tags of meter "
              + name
              + " are name, value, name, value; found "
              + tags.length
              + " strings");
    }
    SortedMap<String, String> byName = new TreeMap<>();
    for (int i = 0; i < tags.length; i += 2) {
      byName.put(tags[i], tags[i + 1]);
    }
    return new MeterName(kind, name, byName);
  }

  // Written out: what a record has by itself is put together of method handles when a node starts,
  // which takes it longer than all else that is done with meters there.
  @Override
  public boolean equals(Object other) {
    return other instanceof MeterName that
        && kind == that.kind
        && name.equals(that.name)
        && tags.equals(that.tags);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + name.hashCode()) + tags.hashCode();
  }
}
