// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.time.Duration;
import java.util.List;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.message.delivery.MessageLog;

/** The control command {@code messages}: the record of messages, and what follows. */
final class MessagesCommand implements ControlCommand {
  private static final Duration PACE = Duration.ofMillis(50);
  private static final int DEFAULT_LIMIT = 100;
  private static final int BATCH = 256;

  private final MessageLog log;

  MessagesCommand(MessageLog log) {
    this.log = log;
  }

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public String summary() {
    return "Shows the record of messages (arguments: limit, since, follow)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    long limit = request.number("limit", DEFAULT_LIMIT);
    long since = request.number("since", -1);
    boolean follow = request.flag("follow");
    if (limit < 0 || since < -1) {
      throw ControlException.usage("'limit' and 'since' must be 0 or more");
    }
    boolean all = since >= 0;
    long last = all ? since : Math.max(0, log.lastSequence() - limit);
    long left = all && !follow && request.arguments().get("limit") == null ? Long.MAX_VALUE : limit;
    while (true) {
      List<MessageRecord> next = log.after(last, BATCH);
      for (MessageRecord record : next) {
        if (!follow && left-- <= 0) {
          return;
        }
        reply.item(RecordView.of(record));
        last = record.sequence();
      }
      if (next.isEmpty() && (!follow || reply.awaitClosed(PACE))) {
        return;
      }
    }
  }
}
