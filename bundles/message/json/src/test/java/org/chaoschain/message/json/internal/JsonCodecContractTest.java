// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.testkit.plugin.contract.MessageCodecContract;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** What a node expects of every codec. */
class JsonCodecContractTest extends MessageCodecContract {
  @Override
  protected MessageCodec newCodec() {
    RecordedMetrics metrics = new RecordedMetrics();
    return new JsonMessageCodec(
        new ConfiguredForms(metrics, JsonLimits.DEFAULT),
        EnvelopeCodecs.protobuf(metrics),
        metrics);
  }
}
