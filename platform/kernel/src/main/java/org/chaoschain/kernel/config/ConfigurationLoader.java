// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Gathers keys and values, the weakest source first, and reports all problems at once. For one
 * thread.
 */
public final class ConfigurationLoader {
  private static final String VARIABLES = "CHAOS_";
  private static final String PLUGIN_VARIABLES = "CHAOS_PLUGIN_";

  /** Environment variables that are no keys; the start script and the command read them. */
  private static final Set<String> RESERVED =
      Set.of("CHAOS_HOME", "CHAOS_DATA", "CHAOS_JAVA_OPTS", "CHAOS_CLASS_ARCHIVE", "CHAOS_CONNECT");

  private static final Pattern CHAIN_ID = Pattern.compile("[a-z0-9.-]{1,32}");

  private final Map<String, ConfigurationKey> keys = new TreeMap<>();
  private final Map<String, Assignment> assigned = new TreeMap<>();
  private final Map<String, Map<String, Object>> raw = new TreeMap<>();
  private final Map<String, Assignment> plugins = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Without keys or values at first. */
  public ConfigurationLoader() {}

  /** Adds keys; all keys come before the first value. */
  public ConfigurationLoader keys(Collection<ConfigurationKey> more) {
    more.forEach(key -> keys.put(key.name(), key));
    return this;
  }

  /** Adds a problem that was met elsewhere, to be reported with the others. */
  public ConfigurationLoader problem(Problem problem) {
    problems.add(problem);
    return this;
  }

  /** A configuration of a feature file; one for a PID without metatype is taken as it is. */
  public ConfigurationLoader feature(Path file, String pid, Map<String, Object> values) {
    Map<String, Object> unchecked = raw.computeIfAbsent(pid, p -> new TreeMap<>());
    boolean declared = keys.values().stream().anyMatch(key -> key.pid().equals(pid));
    values.forEach(
        (attribute, value) -> {
          if (declared && !attribute.startsWith(".") && !attribute.startsWith("service.")) {
            assign(
                new Assignment(
                    ConfigurationKey.name(pid, attribute), text(value), new Source.Feature(file)));
          } else {
            unchecked.put(attribute, value);
          }
        });
    return this;
  }

  /** A configuration file; one that does not exist is skipped. */
  public ConfigurationLoader file(Path file) {
    if (Files.exists(file)) {
      ConfigurationFile.read(file, problems).forEach(this::assign);
    }
    return this;
  }

  /** The variables that begin with {@code CHAOS_}. */
  public ConfigurationLoader environment(Map<String, String> environment) {
    Map<String, String> ours = new TreeMap<>(environment);
    ours.keySet().removeIf(name -> !name.startsWith(VARIABLES) || RESERVED.contains(name));
    if (ours.isEmpty()) {
      return this;
    }
    Map<String, String> byVariable = new TreeMap<>();
    keys.keySet().forEach(key -> byVariable.put(ConfigurationKey.variable(key), key));
    ours.forEach(
        (name, value) -> {
          Source source = new Source.Variable(name);
          String key = byVariable.get(name);
          if (key != null) {
            assign(new Assignment(key, value, source));
          } else if (name.startsWith(PLUGIN_VARIABLES)) {
            plugins.put(name, new Assignment(name, value, source));
          } else {
            problems.add(
                new Problem(
                    source,
                    "no key belongs to it (value '%s')%s"
                        .formatted(
                            value,
                            Nearest.to(name, byVariable.keySet())
                                .map(
                                    n -> "; did you mean " + n + ", for " + byVariable.get(n) + "?")
                                .orElse(""))));
          }
        });
    return this;
  }

  /** Flags of the command: key and value. */
  public ConfigurationLoader flags(Map<String, String> flags) {
    flags.forEach((key, value) -> assign(new Assignment(key, value, new Source.Flag())));
    return this;
  }

  /**
   * The configuration.
   *
   * @throws ConfigurationException if anything was wrong with any source
   */
  public Configuration load() throws ConfigurationException {
    Assignment chain = assigned.get("node.chain.id");
    if (chain != null && !CHAIN_ID.matcher(chain.value()).matches()) {
      problems.add(
          Keys.malformed(
              chain,
              new IllegalArgumentException(
                  "'" + chain.value() + "' is not a chain id: 1 to 32 characters of a-z 0-9 . -")));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Configuration(keys, assigned, raw, List.copyOf(plugins.values()));
  }

  private void assign(Assignment assignment) {
    ConfigurationKey key = keys.get(assignment.key());
    if (key == null) {
      if (assignment.key().startsWith(Configuration.PLUGIN_PREFIX)) {
        plugins.put(assignment.key(), assignment);
      } else {
        problems.add(Keys.unknown(assignment, keys.keySet()));
      }
      return;
    }
    try {
      key.parse(assignment.value());
      assigned.put(assignment.key(), assignment);
    } catch (IllegalArgumentException e) {
      problems.add(Keys.malformed(assignment, e));
    }
  }

  private static String text(Object value) {
    if (value instanceof Collection<?> list) {
      return ConfigurationKey.join(list.stream().map(String::valueOf).toList());
    }
    if (value.getClass().isArray()) {
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(String.valueOf(Array.get(value, i)));
      }
      return ConfigurationKey.join(elements);
    }
    return value.toString();
  }
}
