// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A licence of a part.
 *
 * @param spdx its SPDX identifier, if it has one that is known here
 * @param name as the part names it
 * @param url where its text is said to be, or empty
 */
record Licence(Optional<String> spdx, String name, String url) {
  /** What a name or an address has in it, and the identifier that it stands for. */
  private static final List<Map.Entry<String, String>> KNOWN =
      List.of(
          Map.entry("gpl-2.0-cp", "GPL-2.0-only WITH Classpath-exception-2.0"),
          Map.entry("gpl2 w/ cpe", "GPL-2.0-only WITH Classpath-exception-2.0"),
          Map.entry("classpath", "GPL-2.0-only WITH Classpath-exception-2.0"),
          Map.entry("lgpl-2.1", "LGPL-2.1-only"),
          Map.entry("lesser general public license", "LGPL-2.1-only"),
          Map.entry("apache.org/licenses/license-2.0", "Apache-2.0"),
          Map.entry("apache license, version 2", "Apache-2.0"),
          Map.entry("apache license 2", "Apache-2.0"),
          Map.entry("apache-2.0", "Apache-2.0"),
          Map.entry("apache 2", "Apache-2.0"),
          Map.entry("epl-v20", "EPL-2.0"),
          Map.entry("epl-2.0", "EPL-2.0"),
          Map.entry("eclipse public license 2", "EPL-2.0"),
          Map.entry("eclipse public license - v 2", "EPL-2.0"),
          Map.entry("eclipse public license v. 2", "EPL-2.0"),
          Map.entry("epl-v10", "EPL-1.0"),
          Map.entry("bsd-3-clause", "BSD-3-Clause"),
          Map.entry("bsd-2-clause", "BSD-2-Clause"),
          Map.entry("license/mit", "MIT"),
          Map.entry("licenses/mit", "MIT"),
          Map.entry("mit license", "MIT"));

  static Licence of(String name, String url) {
    String text = (name + " " + url).toLowerCase(Locale.ROOT);
    Optional<String> known =
        KNOWN.stream()
            .filter(each -> text.contains(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
    if (known.isEmpty() && name.strip().equalsIgnoreCase("MIT")) {
      known = Optional.of("MIT");
    }
    return new Licence(known, name, url);
  }

  @Override
  public String toString() {
    return spdx.orElse(url.isEmpty() || url.equals(name) ? name : name + " (" + url + ")");
  }
}
