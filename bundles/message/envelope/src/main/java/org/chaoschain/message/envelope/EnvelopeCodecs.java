// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope;

import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.envelope.internal.ProtobufMessageCodec;

/** The codecs of this bundle as plain objects, for use without OSGi. */
public final class EnvelopeCodecs {
  private EnvelopeCodecs() {}

  /**
   * The codec {@code protobuf}: the signed envelope of the protocol. Safe for use by many threads.
   *
   * @param metrics where refusals are counted
   */
  public static MessageCodec protobuf(Metrics metrics) {
    return new ProtobufMessageCodec(metrics);
  }
}
