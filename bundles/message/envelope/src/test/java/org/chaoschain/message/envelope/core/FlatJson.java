// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes arrays of objects whose values are strings without escapes: enough for test
 * vectors.
 */
final class FlatJson {
  private static final Pattern OBJECT = Pattern.compile("\\{([^{}\\[\\]]*)}");
  private static final Pattern MEMBER =
      Pattern.compile("\"([^\"\\\\]*)\"\\s*:\\s*\"([^\"\\\\]*)\"");

  private FlatJson() {}

  static List<Map<String, String>> objects(String json) {
    List<Map<String, String>> objects = new ArrayList<>();
    Matcher object = OBJECT.matcher(json);
    while (object.find()) {
      Map<String, String> members = new LinkedHashMap<>();
      Matcher member = MEMBER.matcher(object.group(1));
      while (member.find()) {
        members.put(member.group(1), member.group(2));
      }
      objects.add(members);
    }
    return objects;
  }

  /** The objects of the array with that name. */
  static List<Map<String, String>> objects(String json, String array) {
    int from = json.indexOf("\"" + array + "\": [");
    if (from < 0) {
      throw new IllegalArgumentException("there is no array " + array);
    }
    return objects(json.substring(from, json.indexOf(']', from)));
  }

  static String array(String name, List<Map<String, String>> objects) {
    StringBuilder text = new StringBuilder("  \"" + name + "\": [\n");
    for (int i = 0; i < objects.size(); i++) {
      text.append("    {");
      String comma = "\n";
      for (Map.Entry<String, String> member : objects.get(i).entrySet()) {
        requirePlain(member.getValue());
        text.append(comma).append("      \"").append(member.getKey()).append("\": \"");
        text.append(member.getValue()).append('"');
        comma = ",\n";
      }
      text.append("\n    }").append(i + 1 < objects.size() ? ",\n" : "\n");
    }
    return text.append("  ]").toString();
  }

  private static void requirePlain(String value) {
    if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f && "\"\\{}[]".indexOf(c) < 0)) {
      throw new IllegalArgumentException("not plain: " + value);
    }
  }
}
