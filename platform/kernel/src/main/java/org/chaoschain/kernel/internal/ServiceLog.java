// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import org.osgi.framework.Bundle;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * Leads what bundles say to the OSGi log service (the component runtime does) into the node's log.
 */
final class ServiceLog implements LoggerFactory {
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

  private static <L extends Logger> L logger(String name, Class<L> kind) {
    return kind.cast(
        new ServiceLogger(org.slf4j.LoggerFactory.getLogger(name), kind == FormatterLogger.class));
  }
}
