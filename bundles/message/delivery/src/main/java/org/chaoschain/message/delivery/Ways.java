// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.AddresseeStep;
import org.chaoschain.message.delivery.core.AgentRateStep;
import org.chaoschain.message.delivery.core.BacklogStep;
import org.chaoschain.message.delivery.core.FreshnessStep;
import org.chaoschain.message.delivery.core.MessageQueues;
import org.chaoschain.message.delivery.core.Passage;
import org.chaoschain.message.delivery.core.PeerRateStep;
import org.chaoschain.message.delivery.core.PlaceStep;
import org.chaoschain.message.delivery.core.Placement;
import org.chaoschain.message.delivery.core.QueueStep;
import org.chaoschain.message.delivery.core.Rates;
import org.chaoschain.message.delivery.core.ReplayStep;
import org.chaoschain.message.delivery.core.RulesStep;
import org.chaoschain.message.delivery.core.SeenMessages;
import org.chaoschain.message.delivery.core.SeenStep;
import org.chaoschain.message.delivery.core.SignatureStep;
import org.chaoschain.message.delivery.core.SizeStep;
import org.chaoschain.message.delivery.core.StandingStep;
import org.chaoschain.message.delivery.core.StructureStep;
import org.chaoschain.message.delivery.core.VersionStep;
import org.chaoschain.message.delivery.core.WayIn;

/** Builds the way in of a node. */
final class Ways {
  private Ways() {}

  static WayIn of(
      DeliveryEnvironment environment,
      InboxSettings settings,
      Safeguards safeguards,
      Rates rates,
      RulesStep.Rules rules,
      MessageQueues queues,
      SeenMessages seen,
      SeenMessages said,
      Keeper keeper) {
    Metrics metrics = environment.metrics();
    Limit maxWireBytes =
        metrics.limit("message.delivery.max.wire.bytes", settings.maxWireBytes(), "bytes");
    Coding coding = new Coding(environment, (int) maxWireBytes.value());
    return new WayIn(
        List.of(
            new SizeStep(maxWireBytes),
            new PeerRateStep(rates),
            new StructureStep(coding::decode),
            new VersionStep(),
            new PlaceStep(new Placement(environment.chainId())),
            new SeenStep(m -> keeper.known(m, settings.freshness().expiryOf(m.message())), seen),
            new FreshnessStep(settings.freshness()),
            new SignatureStep(coding::verify),
            new ReplayStep(said),
            new StandingStep(safeguards.blocked()),
            new BacklogStep(keeper.backlog()::clear, queues::fed),
            new AddresseeStep(environment.agents()),
            new RulesStep(rules),
            new AgentRateStep(rates),
            new QueueStep(queues)),
        metrics);
  }

  /** The codec that is there. */
  private record Coding(DeliveryEnvironment environment, int maxBytes) {
    SignedMessage decode(Passage passage) throws MalformedMessageException {
      if (passage.isSignedHere()) {
        return passage.message();
      }
      Bytes wire = passage.wire();
      return codec().decode(wire, maxBytes, passage.givenUp());
    }

    void verify(Passage passage) throws MalformedMessageException {
      if (!passage.isSignedHere()) {
        codec().verify(passage.message(), passage.givenUp());
      }
    }

    private GuardedCodec codec() {
      return environment.codec().get().map(GuardedCodec::of).orElseThrow(CodecException::absent);
    }
  }
}
