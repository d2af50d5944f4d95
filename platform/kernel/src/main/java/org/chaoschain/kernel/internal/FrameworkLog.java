// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Leads the framework's log into the node's. */
final class FrameworkLog extends Logger {
  FrameworkLog() {
    setLogLevel(LOG_WARNING);
  }

  @Override
  @SuppressWarnings("rawtypes") // as the framework declares it
  protected void doLog(
      Bundle bundle, ServiceReference service, int level, String message, Throwable cause) {
    write(level, bundle == null ? message : bundle + ": " + message, cause);
  }

  @Override
  protected void doLog(int level, String message, Throwable cause) {
    write(level, message, cause);
  }

  // That a bundle does not resolve is told by the message; the way to it through the framework
  // helps nobody.
  private static void write(int level, String message, Throwable cause) {
    if (cause instanceof BundleException e && e.getType() == BundleException.RESOLVE_ERROR) {
      log().atLevel(level(level)).log("{}: {}", message, e.getMessage());
    } else {
      log().atLevel(level(level)).setCause(cause).log(message);
    }
  }

  // not a constant: the framework is made while the log is
  private static org.slf4j.Logger log() {
    return LoggerFactory.getLogger("org.apache.felix.framework");
  }

  private static Level level(int level) {
    return switch (level) {
      case LOG_ERROR -> Level.ERROR;
      case LOG_WARNING -> Level.WARN;
      case LOG_INFO -> Level.INFO;
      default -> Level.DEBUG;
    };
  }
}
