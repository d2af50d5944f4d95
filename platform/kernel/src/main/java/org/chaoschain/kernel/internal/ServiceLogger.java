// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.util.Arrays;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LoggerConsumer;
import org.slf4j.event.Level;

/**
 * A logger of the OSGi log service that leads to one of the node's log. For several threads.
 *
 * @param target where it leads
 * @param printf whether formats are those of {@link String#format}, else they have {@code {}}; a
 *     text alone is no format
 */
record ServiceLogger(org.slf4j.Logger target, boolean printf) implements FormatterLogger {
  private static final Object[] NONE = {};

  @Override
  public String getName() {
    return target.getName();
  }

  @Override
  public boolean isTraceEnabled() {
    return target.isTraceEnabled();
  }

  @Override
  public void trace(String text) {
    log(Level.TRACE, text, NONE);
  }

  @Override
  public void trace(String format, Object value) {
    log(Level.TRACE, format, value);
  }

  @Override
  public void trace(String format, Object value, Object second) {
    log(Level.TRACE, format, value, second);
  }

  @Override
  public void trace(String format, Object... values) {
    log(Level.TRACE, format, values);
  }

  @Override
  public <E extends Exception> void trace(LoggerConsumer<E> action) throws E {
    if (target.isTraceEnabled()) {
      action.accept(this);
    }
  }

  @Override
  public boolean isDebugEnabled() {
    return target.isDebugEnabled();
  }

  @Override
  public void debug(String text) {
    log(Level.DEBUG, text, NONE);
  }

  @Override
  public void debug(String format, Object value) {
    log(Level.DEBUG, format, value);
  }

  @Override
  public void debug(String format, Object value, Object second) {
    log(Level.DEBUG, format, value, second);
  }

  @Override
  public void debug(String format, Object... values) {
    log(Level.DEBUG, format, values);
  }

  @Override
  public <E extends Exception> void debug(LoggerConsumer<E> action) throws E {
    if (target.isDebugEnabled()) {
      action.accept(this);
    }
  }

  @Override
  public boolean isInfoEnabled() {
    return target.isInfoEnabled();
  }

  @Override
  public void info(String text) {
    log(Level.INFO, text, NONE);
  }

  @Override
  public void info(String format, Object value) {
    log(Level.INFO, format, value);
  }

  @Override
  public void info(String format, Object value, Object second) {
    log(Level.INFO, format, value, second);
  }

  @Override
  public void info(String format, Object... values) {
    log(Level.INFO, format, values);
  }

  @Override
  public <E extends Exception> void info(LoggerConsumer<E> action) throws E {
    if (target.isInfoEnabled()) {
      action.accept(this);
    }
  }

  @Override
  public boolean isWarnEnabled() {
    return target.isWarnEnabled();
  }

  @Override
  public void warn(String text) {
    log(Level.WARN, text, NONE);
  }

  @Override
  public void warn(String format, Object value) {
    log(Level.WARN, format, value);
  }

  @Override
  public void warn(String format, Object value, Object second) {
    log(Level.WARN, format, value, second);
  }

  @Override
  public void warn(String format, Object... values) {
    log(Level.WARN, format, values);
  }

  @Override
  public <E extends Exception> void warn(LoggerConsumer<E> action) throws E {
    if (target.isWarnEnabled()) {
      action.accept(this);
    }
  }

  @Override
  public boolean isErrorEnabled() {
    return target.isErrorEnabled();
  }

  @Override
  public void error(String text) {
    log(Level.ERROR, text, NONE);
  }

  @Override
  public void error(String format, Object value) {
    log(Level.ERROR, format, value);
  }

  @Override
  public void error(String format, Object value, Object second) {
    log(Level.ERROR, format, value, second);
  }

  @Override
  public void error(String format, Object... values) {
    log(Level.ERROR, format, values);
  }

  @Override
  public <E extends Exception> void error(LoggerConsumer<E> action) throws E {
    if (target.isErrorEnabled()) {
      action.accept(this);
    }
  }

  @Override
  public void audit(String text) {
    log(Level.INFO, text, NONE);
  }

  @Override
  public void audit(String format, Object value) {
    log(Level.INFO, format, value);
  }

  @Override
  public void audit(String format, Object value, Object second) {
    log(Level.INFO, format, value, second);
  }

  @Override
  public void audit(String format, Object... values) {
    log(Level.INFO, format, values);
  }

  private void log(Level level, String text, Object... values) {
    if (!target.isEnabledForLevel(level)) {
      return;
    }
    String message = text;
    Object[] rest = values;
    if (printf && values.length > 0) {
      message = String.format(text, values);
      boolean thrown = values[values.length - 1] instanceof Throwable;
      rest = thrown ? Arrays.copyOfRange(values, values.length - 1, values.length) : NONE;
    }
    switch (level) {
      case ERROR -> target.error(message, rest);
      case WARN -> target.warn(message, rest);
      case INFO -> target.info(message, rest);
      case DEBUG -> target.debug(message, rest);
      case TRACE -> target.trace(message, rest);
    }
  }
}
