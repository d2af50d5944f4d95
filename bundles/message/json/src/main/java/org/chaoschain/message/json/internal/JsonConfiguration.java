// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import org.chaoschain.api.config.ByteSize;
import org.chaoschain.message.json.core.JsonLimits;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the JSON forms. */
@ObjectClassDefinition(
    name = "JSON forms",
    description = "What a JSON text may have; kept while it is parsed")
@interface JsonConfiguration {
  /** Size. */
  @AttributeDefinition(
      description = "Bytes of a JSON text; at the default the largest envelope has room")
  String max_bytes() default "2MiB";

  /** Depth. */
  @AttributeDefinition(
      min = "4",
      max = "64",
      description = "How deep objects and arrays of a JSON text lie within each other")
  int max_depth() default 16;

  /** Strings. */
  @AttributeDefinition(description = "Bytes of one string or name of a JSON text")
  String max_string_bytes() default "512KiB";

  /** Numbers. */
  @AttributeDefinition(
      min = "20",
      max = "1000",
      description = "Characters of one number of a JSON text")
  int max_number_chars() default 32;

  /** Values. */
  @AttributeDefinition(
      min = "64",
      max = "10000000",
      description = "Objects, arrays, strings, numbers, truth values and nulls of a JSON text")
  int max_values() default 65536;

  /** Reads the settings. */
  final class Reader {
    private Reader() {}

    /**
     * The limits.
     *
     * @throws IllegalArgumentException naming the key, what is wrong and what is allowed
     */
    static JsonLimits read(JsonConfiguration c) {
      return new JsonLimits(
          size("message.json.max.bytes", c.max_bytes()),
          c.max_depth(),
          size("message.json.max.string.bytes", c.max_string_bytes()),
          c.max_number_chars(),
          c.max_values());
    }

    private static int size(String key, String text) {
      long bytes = ByteSize.parse(text).bytes();
      if (bytes < 1 || bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "%s is %s; allowed are 1 to %d bytes".formatted(key, text, Integer.MAX_VALUE));
      }
      return (int) bytes;
    }
  }
}
