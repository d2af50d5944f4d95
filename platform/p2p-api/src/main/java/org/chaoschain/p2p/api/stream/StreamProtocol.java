// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.stream;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol that remotes can open streams for. Register it as a service: the host offers it at
 * once in multistream-select and announces it by identify/push.
 *
 * <p><b>Generations.</b> Of several services with one id, the one of the highest {@code
 * service.ranking} gets the new streams, and of equal ones the one that was registered last. Each
 * stream stays with the service that it began with. So an update registers the new generation
 * beside the old one, and no remote is refused in between.
 *
 * <p><b>The end.</b> When the service is unregistered it gets no new streams, {@link #onRetired} is
 * called for each that is open, and the unregistration returns when these have ended, or after the
 * host's drain deadline ({@code p2p.host.drain.timeout}), which resets what is left. Until then the
 * service has to work: stop nothing before it is unregistered. With Declarative Services that is
 * the order of things.
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
   * The service is being unregistered, and this stream is still open: finish what has begun, the
   * message that is half read or the answer that is half written, then close the stream. The remote
   * opens another one for what follows, which the next generation serves. Called once for each such
   * stream, inside its executor; if it throws, the stream is reset.
   *
   * <p>This default lets the stream go on until the remote ends it or the drain deadline passes:
   * good enough where a stream is for one request.
   *
   * @param stream one that {@link #onStream} was given
   */
  default void onRetired(Stream stream) {}

  /**
   * How many streams of this protocol one connection may have open that the remote opened; one more
   * is reset and counted.
   */
  default int maxInboundStreamsPerConnection() {
    return 16;
  }
}
