// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import java.util.List;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MessageType;

/** A type that does all right. */
class HaikuContractTest extends MessageTypeContract {
  @Override
  protected MessageType newType() {
    return new Haiku();
  }

  @Override
  protected List<Extension> good() {
    return List.of(
        Haiku.poem("old pond/a frog jumps in/water's sound"), Haiku.poem("snow/snow/snow"));
  }

  @Override
  protected List<Extension> bad() {
    return List.of(Haiku.poem("only one line"));
  }
}
