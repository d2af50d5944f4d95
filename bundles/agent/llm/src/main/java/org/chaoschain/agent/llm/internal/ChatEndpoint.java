// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.llm.core.EndpointAnswer;

/** Where requests go. Safe for use by many threads; never blocks. */
interface ChatEndpoint {
  /**
   * Sends a request.
   *
   * @param body of it, in JSON
   * @param within how long it may take, more than zero; whoever asks cancels it then
   */
  Exchange ask(String body, Duration within);

  /** A request on its way. */
  interface Exchange {
    /** What becomes of it; never fails. */
    CompletionStage<EndpointAnswer> answer();

    /** Gives it up and closes its connection. */
    void cancel();
  }
}
