// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/** The default configuration with single values changed. */
final class YamuxConfigs {
  private YamuxConfigs() {}

  /** Component name, value, component name, value. */
  static YamuxConfig with(Object... changes) {
    try {
      RecordComponent[] components = YamuxConfig.class.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(YamuxConfig.DEFAULT);
        for (int j = 0; j < changes.length; j += 2) {
          if (components[i].getName().equals(changes[j])) {
            values[i] = changes[j + 1];
          }
        }
      }
      Constructor<YamuxConfig> constructor = YamuxConfig.class.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw (RuntimeException) e.getCause();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
