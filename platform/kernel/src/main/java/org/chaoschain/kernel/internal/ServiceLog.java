// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.osgi.framework.Bundle;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerConsumer;
import org.osgi.service.log.LoggerFactory;

/**
 * Leads what bundles say to the OSGi log service (the component runtime does) into the node's log.
 */
final class ServiceLog implements LoggerFactory {
  private static final ClassLoader LOADER = ServiceLog.class.getClassLoader();

  @Override
  public Logger getLogger(String name) {
    return logger(name, Logger.class);
  }

  @Override
  public Logger getLogger(Class<?> type) {
    return logger(type.getName(), Logger.class);
  }

  @Override
  public <L extends Logger> L getLogger(String name, Class<L> kind) {
    return logger(name, kind);
  }

  @Override
  public <L extends Logger> L getLogger(Class<?> type, Class<L> kind) {
    return logger(type.getName(), kind);
  }

  @Override
  public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> kind) {
    boolean ofBundle = name.equals(Logger.ROOT_LOGGER_NAME) && bundle != null;
    return logger(ofBundle ? bundle.getSymbolicName() : name, kind);
  }

  // The methods of the two loggers have the same names and parameters, but for audit and for those
  // with a consumer.
  private static <L extends Logger> L logger(String name, Class<L> kind) {
    org.slf4j.Logger target = org.slf4j.LoggerFactory.getLogger(name);
    boolean printf = kind == FormatterLogger.class;
    return kind.cast(
        Proxy.newProxyInstance(
            LOADER,
            new Class<?>[] {kind},
            (proxy, method, arguments) -> call(target, proxy, method, arguments, printf)));
  }

  private static Object call(
      org.slf4j.Logger target, Object proxy, Method method, Object[] arguments, boolean printf)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "log " + target.getName();
      };
    }
    Boolean enabled = enabled(target, method.getName());
    if (enabled != null) {
      return enabled;
    }
    if (arguments != null && arguments[0] instanceof LoggerConsumer<?> consumer) {
      @SuppressWarnings("unchecked") // what it throws is what the caller expects
      LoggerConsumer<Exception> action = (LoggerConsumer<Exception>) consumer;
      action.accept((Logger) proxy);
      return null;
    }
    String name = method.getName().equals("audit") ? "info" : method.getName();
    try {
      if (printf
          && arguments != null
          && arguments.length == 2
          && arguments[1] instanceof Object[] values) {
        return org.slf4j.Logger.class
            .getMethod(name, String.class)
            .invoke(target, String.format(String.valueOf(arguments[0]), values));
      }
      return org.slf4j.Logger.class
          .getMethod(name, method.getParameterTypes())
          .invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The answer to what is asked far more often than anything is logged; null for all else. */
  private static Boolean enabled(org.slf4j.Logger target, String method) {
    return switch (method) {
      case "isTraceEnabled" -> target.isTraceEnabled();
      case "isDebugEnabled" -> target.isDebugEnabled();
      case "isInfoEnabled" -> target.isInfoEnabled();
      case "isWarnEnabled" -> target.isWarnEnabled();
      case "isErrorEnabled" -> target.isErrorEnabled();
      default -> null;
    };
  }
}
