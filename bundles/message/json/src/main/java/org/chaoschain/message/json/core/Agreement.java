// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/**
 * Whether readable members say what {@code raw} says. Of {@code envelope} members may be left out,
 * and it as a whole; of the rest none.
 */
final class Agreement {
  private static final String ENVELOPE = "envelope";

  private Agreement() {}

  static void require(JsonValue.Members given, JsonValue.Members raw) throws JsonFormException {
    members(given.members(), raw.members(), Pointer.ROOT, Set.of(ENVELOPE));
  }

  private static void members(
      Map<String, JsonValue> given, Map<String, JsonValue> raw, Pointer at, Set<String> optional)
      throws JsonFormException {
    Set<String> names = new LinkedHashSet<>(given.keySet());
    names.addAll(raw.keySet());
    for (String name : names) {
      JsonValue one = given.get(name);
      JsonValue other = raw.get(name);
      Pointer place = at.child(name);
      if (one == null && optional.contains(name)) {
        continue;
      }
      if (one == null || other == null) {
        throw mismatch(place, one, other);
      }
      if (at.isRoot() && name.equals(ENVELOPE)) {
        Map<String, JsonValue> envelope = ((JsonValue.Members) other).members();
        members(((JsonValue.Members) one).members(), envelope, place, envelope.keySet());
      } else {
        values(one, other, place);
      }
    }
  }

  private static void values(JsonValue given, JsonValue raw, Pointer at) throws JsonFormException {
    if (given instanceof JsonValue.Members one && raw instanceof JsonValue.Members other) {
      members(one.members(), other.members(), at, Set.of());
    } else if (given instanceof JsonValue.Elements one && raw instanceof JsonValue.Elements other) {
      elements(one.elements(), other.elements(), at);
    } else if (!given.equals(raw)) {
      throw mismatch(at, given, raw);
    }
  }

  private static void elements(List<JsonValue> given, List<JsonValue> raw, Pointer at)
      throws JsonFormException {
    for (int i = 0; i < Math.min(given.size(), raw.size()); i++) {
      values(given.get(i), raw.get(i), at.child(i));
    }
    if (given.size() != raw.size()) {
      throw new JsonFormException(
          Reason.MISMATCH,
          at,
          given.size() + " elements",
          "raw has " + raw.size(),
          "leave raw out, or all as it came");
    }
  }

  private static JsonFormException mismatch(Pointer at, JsonValue given, JsonValue raw) {
    return new JsonFormException(
        Reason.MISMATCH,
        at,
        given == null ? "no such member" : Scalars.quote(JsonPrinter.print(given)),
        raw == null
            ? "raw says nothing of it"
            : "raw says " + Scalars.quote(JsonPrinter.print(raw)),
        "leave raw out, or all as it came");
  }
}
