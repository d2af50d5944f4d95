// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.stream;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol that remotes can open streams for. Register it as a service: the host offers it at
 * once in multistream-select and announces it by identify/push; when the service goes, new streams
 * are refused, and the ones that are open are reset after the host's drain deadline.
 */
@ConsumerType
public interface StreamProtocol {
  /**
   * The ids that are spoken, best first: {@code /chaoschain/peers/1.0.0}. Constant while
   * registered.
   */
  List<String> protocols();

  /**
   * A remote has opened a stream. Called inside the stream's executor; set the handler, then switch
   * reading on. If it throws, the stream is reset.
   */
  void onStream(Stream stream);

  /**
   * How many streams of this protocol one connection may have open that the remote opened; one more
   * is reset and counted.
   */
  default int maxInboundStreamsPerConnection() {
    return 16;
  }
}
