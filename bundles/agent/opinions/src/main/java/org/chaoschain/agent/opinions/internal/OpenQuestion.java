// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.isolation.PluginAccount;

/**
 * One question at one agent, from when the agent is called. That it fails or is late is held
 * against its plugin once, also when the call itself has returned long before. Safe for use by many
 * threads.
 */
final class OpenQuestion {
  private final String what;
  private final PluginAccount account;
  private final AtomicBoolean held = new AtomicBoolean();
  private volatile boolean called;

  OpenQuestion(AgentId agent, PluginAccount account) {
    this.what = "opinion of agent " + agent.shortText();
    this.account = account;
  }

  /** What is asked, for people. */
  String what() {
    return what;
  }

  /** The agent is called now: before that, no delay is its fault. */
  void called() {
    called = true;
  }

  /** The call has thrown. */
  void threw(PluginAccount.Work call, Throwable cause) {
    if (held.compareAndSet(false, true)) {
      call.failed(cause);
    }
  }

  /** The agent has failed. */
  void failed(Throwable cause) {
    if (held.compareAndSet(false, true)) {
      account.failed(what, cause);
    }
  }

  /** The time is over, and there is no answer. */
  void late(Duration within) {
    if (called) {
      failed(new TimeoutException("no answer within " + within.toMillis() + " ms"));
    }
  }
}
