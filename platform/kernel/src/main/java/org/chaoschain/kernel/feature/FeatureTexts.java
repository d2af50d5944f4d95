// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.kernel.internal.FileFacts;

/**
 * What a feature file says, as a list of texts and back: bundles with their levels, configurations
 * with the types of their values.
 */
final class FeatureTexts implements FileFacts.Kind<FeatureFile, FeatureException> {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "S", String.class,
          "Z", Boolean.class,
          "I", Integer.class,
          "J", Long.class,
          "F", Float.class,
          "D", Double.class);

  @Override
  public String name() {
    return "feature";
  }

  @Override
  public FeatureFile read(Path file) throws FeatureException {
    return FeatureFile.parse(file);
  }

  /** The texts, or nothing if a value is of a type that is not written here. */
  @Override
  public Optional<List<String>> texts(FeatureFile feature) {
    List<String> texts = new ArrayList<>();
    texts.add(Integer.toString(feature.bundles().size()));
    for (FeatureFile.Entry entry : feature.bundles()) {
      texts.add(entry.id());
      texts.add(Integer.toString(entry.startLevel()));
    }
    for (FeatureConfiguration configuration : feature.configurations()) {
      texts.add(configuration.pid());
      texts.add(configuration.factoryPid().orElse(""));
      texts.add(Integer.toString(configuration.values().size()));
      for (Map.Entry<String, Object> value : configuration.values().entrySet()) {
        texts.add(value.getKey());
        if (!add(value.getValue(), texts)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(texts);
  }

  private static boolean add(Object value, List<String> texts) {
    Class<?> type = value.getClass();
    boolean array = type.isArray();
    Class<?> element = array ? type.getComponentType() : type;
    String letter = letter(element);
    if (letter == null) {
      return false;
    }
    if (!array) {
      texts.add(letter);
      texts.add(value.toString());
      return true;
    }
    texts.add("[" + letter);
    Object[] elements = (Object[]) value;
    texts.add(Integer.toString(elements.length));
    for (Object each : elements) {
      texts.add(each.toString());
    }
    return true;
  }

  private static String letter(Class<?> type) {
    for (Map.Entry<String, Class<?>> entry : TYPES.entrySet()) {
      if (entry.getValue() == type) {
        return entry.getKey();
      }
    }
    return null;
  }

  @Override
  public FeatureFile of(Path file, List<String> texts) {
    Iterator<String> next = texts.iterator();
    List<FeatureFile.Entry> bundles = new ArrayList<>();
    for (int left = Integer.parseInt(next.next()); left > 0; left--) {
      bundles.add(new FeatureFile.Entry(next.next(), Integer.parseInt(next.next())));
    }
    List<FeatureConfiguration> configurations = new ArrayList<>();
    while (next.hasNext()) {
      String pid = next.next();
      String factory = next.next();
      Map<String, Object> values = new TreeMap<>();
      for (int left = Integer.parseInt(next.next()); left > 0; left--) {
        values.put(next.next(), value(next));
      }
      Optional<String> factoryPid = factory.isEmpty() ? Optional.empty() : Optional.of(factory);
      configurations.add(new FeatureConfiguration(file, pid, factoryPid, values));
    }
    return new FeatureFile(bundles, configurations);
  }

  private static Object value(Iterator<String> next) {
    String type = next.next();
    if (!type.startsWith("[")) {
      return value(type, next.next());
    }
    String element = type.substring(1);
    Object array = Array.newInstance(TYPES.get(element), Integer.parseInt(next.next()));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, value(element, next.next()));
    }
    return array;
  }

  private static Object value(String type, String text) {
    return switch (type) {
      case "S" -> text;
      case "Z" -> Boolean.valueOf(text);
      case "I" -> Integer.valueOf(text);
      case "J" -> Long.valueOf(text);
      case "F" -> Float.valueOf(text);
      default -> Double.valueOf(text);
    };
  }
}
