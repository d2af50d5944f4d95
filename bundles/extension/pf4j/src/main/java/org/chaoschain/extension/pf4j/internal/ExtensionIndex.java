// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.annotation.Annotation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.pf4j.Extension;

/** Which classes of a plugin are extensions: what PF4J's annotation processor has written down. */
final class ExtensionIndex {
  static final String NAME = "META-INF/extensions.idx";

  private ExtensionIndex() {}

  /** The names of the extensions, each once, in the order of the index. */
  static List<String> read(URLClassLoader classes) throws IOException, CarriedPluginException {
    URL index = classes.findResource(NAME);
    if (index == null) {
      throw new CarriedPluginException("it has no " + NAME);
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(index.openStream(), StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s", ""))
          .filter(line -> !line.isEmpty())
          .distinct()
          .toList();
    }
  }

  /** The ordinal of an extension's annotation, or of an annotation's that is annotated with it. */
  static int ordinal(Class<?> type) {
    Extension direct = type.getAnnotation(Extension.class);
    if (direct != null) {
      return direct.ordinal();
    }
    for (Annotation each : type.getAnnotations()) {
      Extension indirect = each.annotationType().getAnnotation(Extension.class);
      if (indirect != null) {
        return indirect.ordinal();
      }
    }
    return 0;
  }
}
