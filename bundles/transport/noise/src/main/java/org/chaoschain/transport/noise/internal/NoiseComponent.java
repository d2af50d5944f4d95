// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.internal;

import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.security.HandshakeRequest;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.transport.noise.core.NoiseChannel;
import org.chaoschain.transport.noise.core.NoiseConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers {@link NoiseChannel} as a service. */
@Component(service = SecureChannel.class, configurationPid = NoiseComponent.PID)
@Designate(ocd = NoiseSettings.class)
public final class NoiseComponent implements SecureChannel {
  static final String PID = "org.chaoschain.transport.noise";

  private static final Logger LOG = LoggerFactory.getLogger(NoiseComponent.class);

  private final NoiseChannel channel;

  /**
   * Makes the static key of this process.
   *
   * @throws IllegalArgumentException naming the key, if a setting is out of its range
   */
  @Activate
  public NoiseComponent(
      @Reference NodeIdentity identity,
      @Reference EntropySource entropy,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      NoiseSettings settings) {
    channel =
        new NoiseChannel(
            identity,
            entropy,
            scheduler,
            metrics,
            new NoiseConfig(
                TimeSpan.parse(settings.handshake_timeout()),
                bytes(settings.max_handshake_payload()),
                settings.max_handshake_muxers(),
                bytes(settings.max_pending_write()),
                parallel(settings.parallel_handshakes()),
                settings.max_waiting_handshakes()),
            ByteBufAllocator.DEFAULT);
    LOG.debug("{} made a static key, signed as {}", channel.protocolId(), identity.peerId());
  }

  /** Ends the handshakes under way. */
  @Deactivate
  public void deactivate() {
    channel.close();
  }

  @Override
  public String protocolId() {
    return channel.protocolId();
  }

  @Override
  public CompletionStage<SecureSession> secure(Duplex raw, HandshakeRequest request) {
    return channel.secure(raw, request);
  }

  /** Handshakes leave processors to those who are connected. */
  static int parallel(int configured) {
    return configured > 0
        ? configured
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static int bytes(String text) {
    return (int) Math.min(Integer.MAX_VALUE, ByteSize.parse(text).bytes());
  }
}
