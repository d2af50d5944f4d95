// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SignedMessage;

/** A message type that writes down what it handles. */
public final class BenchType implements MessageType {
  /** The extension's name on the wire. */
  static final String EXTENSION = "chaos-bench";

  private static final int MAX_BYTES = 4_096;

  private final BenchLog log = new BenchLog("type");

  /** Made by Declarative Services. */
  public BenchType() {}

  /** Called when this generation goes. */
  public void deactivate() {
    log.close();
  }

  @Override
  public String name() {
    return "extension/" + EXTENSION;
  }

  @Override
  public int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public String render(Message message) {
    return "bench";
  }

  @Override
  public void handle(SignedMessage message) {
    log.handle(message.message());
  }
}
