// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.ping.internal;

import java.util.List;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.ping.core.PingResponder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Answers pings. */
@Component(service = StreamProtocol.class)
public final class PingProtocol implements StreamProtocol {
  private final PingResponder responder;

  /** Made by Declarative Services. */
  @Activate
  public PingProtocol(@Reference Metrics metrics) {
    this.responder = new PingResponder(metrics);
  }

  @Override
  public List<String> protocols() {
    return responder.protocols();
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return responder.maxInboundStreamsPerConnection();
  }

  @Override
  public void onStream(Stream stream) {
    responder.onStream(stream);
  }
}
