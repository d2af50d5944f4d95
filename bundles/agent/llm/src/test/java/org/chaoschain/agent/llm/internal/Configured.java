// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** A configuration as Declarative Services makes it: the defaults, but for what is set. */
final class Configured {
  private static final Map<String, Object> NEEDED =
      Map.of("name", "olga", "address", "http://127.0.0.1:1/v1/chat/completions", "model", "m-1");

  private Configured() {}

  /** With these values by the names of the methods; null is as if it were missing. */
  static LlmConfiguration with(Object... namesAndValues) {
    Map<String, Object> values = new HashMap<>(NEEDED);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    for (String name : values.keySet()) {
      try {
        LlmConfiguration.class.getMethod(name);
      } catch (NoSuchMethodException e) {
        throw new AssertionError("there is no key " + name, e);
      }
    }
    return (LlmConfiguration)
        Proxy.newProxyInstance(
            Configured.class.getClassLoader(),
            new Class<?>[] {LlmConfiguration.class},
            (proxy, method, arguments) -> value(values, method));
  }

  private static Object value(Map<String, Object> values, Method method) {
    return values.containsKey(method.getName())
        ? values.get(method.getName())
        : method.getDefaultValue();
  }
}
