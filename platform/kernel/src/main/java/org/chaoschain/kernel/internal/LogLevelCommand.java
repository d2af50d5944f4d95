// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.slf4j.LoggerFactory;

/**
 * The control command {@code log-level}: sets the level of a logger until the node stops, or lists
 * the levels that are set. The kernel has it because the logging backend is on its class path.
 */
final class LogLevelCommand implements ControlCommand {
  private static final Set<String> LEVELS =
      Set.of("trace", "debug", "info", "warn", "error", "off", "inherit");

  @Override
  public String name() {
    return "log-level";
  }

  @Override
  public String summary() {
    return "Sets the level of a logger (arguments: logger, level), or lists the levels";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw ControlException.refused("the logging backend is not Logback; its levels stay");
    }
    if (request.text("logger").isEmpty()) {
      for (Logger logger : context.getLoggerList()) {
        if (logger.getLevel() != null) {
          reply.item(item(logger));
        }
      }
      return;
    }
    String level = request.requireText("level").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw ControlException.usage(
          "'%s' is not a level: trace, debug, info, warn, error, off or inherit".formatted(level));
    }
    Logger logger = context.getLogger(request.requireText("logger"));
    if (level.equals("inherit") && logger.getName().equals(Logger.ROOT_LOGGER_NAME)) {
      throw ControlException.usage("the root logger has none above it to inherit from");
    }
    logger.setLevel(level.equals("inherit") ? null : Level.toLevel(level));
    reply.item(item(logger));
  }

  private static Map<String, Object> item(Logger logger) {
    return Map.of(
        "logger",
        logger.getName(),
        "level",
        logger.getEffectiveLevel().toString().toLowerCase(Locale.ROOT));
  }
}
