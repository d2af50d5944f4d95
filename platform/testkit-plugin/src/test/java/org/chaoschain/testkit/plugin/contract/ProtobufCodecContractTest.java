// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin.contract;

import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** The codec that nodes ship. */
class ProtobufCodecContractTest extends MessageCodecContract {
  @Override
  protected MessageCodec newCodec() {
    return EnvelopeCodecs.protobuf(new RecordedMetrics());
  }
}
