// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * Nothing is expected on a stream that is only written to, but that the remote ends it before a
 * deadline.
 */
final class Drop implements DuplexHandler {
  private final Stream stream;
  private final Cancellable deadline;

  private Drop(Stream stream, Duration timeout, Scheduler scheduler) {
    this.stream = stream;
    this.deadline =
        scheduler.schedule(
            timeout,
            () ->
                stream.reset(
                    CloseReason.timeout(
                        "%s was not ended by the remote within %d ms; the key %stimeout changes it"
                            .formatted(stream, timeout.toMillis(), IdentifyConfig.KEY_PREFIX))));
  }

  static void on(Stream stream, Duration timeout, Scheduler scheduler) {
    stream.handler(new Drop(stream, timeout, scheduler));
    stream.reading(true);
  }

  @Override
  public void onRead(ByteBuf data) {
    int size = data.readableBytes();
    data.release();
    stream.reset(
        CloseReason.protocolError("%s: %d bytes came where none belong".formatted(stream, size)));
  }

  @Override
  public void onReadEnd() {
    stream.close();
  }

  @Override
  public void onClosed(CloseReason reason) {
    deadline.cancel();
  }
}
