// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.time.SerialExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An event loop as a serial executor; the connections on one loop share it. */
final class EventLoopExecutor implements SerialExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoopExecutor.class);

  private final EventLoop loop;
  private final Counter failures;

  EventLoopExecutor(EventLoop loop, Counter failures) {
    this.loop = loop;
    this.failures = failures;
  }

  @Override
  public boolean inExecutor() {
    return loop.inEventLoop();
  }

  /** Drops the task when the transport has stopped. */
  @Override
  public void execute(Runnable task) {
    if (!offer(task)) {
      LOG.debug("dropped a task of a connection, the TCP transport has stopped");
    }
  }

  /**
   * Queues a task.
   *
   * @return false when the transport has stopped
   */
  boolean offer(Runnable task) {
    try {
      loop.execute(() -> perform(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void perform(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.increment();
      LOG.warn("a task of a connection failed; report this with the stack trace", e);
    }
  }
}
