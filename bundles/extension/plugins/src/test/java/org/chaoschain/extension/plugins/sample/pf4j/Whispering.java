// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample.pf4j;

import org.chaoschain.api.message.SignedMessage;
import org.pf4j.Extension;

/** An agent that asks for something which no node offers. */
@Extension
public final class Whispering implements org.chaoschain.api.agent.Agent {
  public Whispering(java.sql.Connection database) {
    if (database == null) {
      throw new IllegalStateException("no database");
    }
  }

  @Override
  public String name() {
    return "whisper";
  }

  @Override
  public void onMessage(SignedMessage message) {}
}
