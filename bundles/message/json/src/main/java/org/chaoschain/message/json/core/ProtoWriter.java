// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.Contents;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.Block;
import org.chaoschain.proto.v1.BlockHeader;
import org.chaoschain.proto.v1.BlockNotification;
import org.chaoschain.proto.v1.BlockProposal;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommitCertificate;
import org.chaoschain.proto.v1.CommitSignature;
import org.chaoschain.proto.v1.ConsensusVote;
import org.chaoschain.proto.v1.History;
import org.chaoschain.proto.v1.HistoryEntry;
import org.chaoschain.proto.v1.NetworkState;
import org.chaoschain.proto.v1.NetworkStatistics;
import org.chaoschain.proto.v1.TypeStatistics;

/** The protobuf form of what a form says: the payload alone. */
final class ProtoWriter {
  private ProtoWriter() {}

  /**
   * A message with that payload and nothing else.
   *
   * @throws MalformedMessageException if opaque bytes are of a number that is not allowed
   * @throws InvalidProtocolBufferException if they are not those of their field
   */
  static ChaoschainMessage payload(JsonForm form)
      throws MalformedMessageException, InvalidProtocolBufferException {
    ChaoschainMessage.Builder message = ChaoschainMessage.newBuilder();
    if (form instanceof JsonForm.AgentMessage said) {
      message.setAgentComm(communication(said.from(), Optional.of(said.to()), said.content()));
    } else if (form instanceof JsonForm.NetworkBroadcast said) {
      message.setAgentComm(communication(said.from(), Optional.empty(), said.content()));
    } else if (form instanceof JsonForm.BlockProposal proposal) {
      message.setBlockProposal(proposal(proposal));
    } else if (form instanceof JsonForm.BlockNotification notification) {
      message.setBlockNotification(notification(notification));
    } else if (form instanceof JsonForm.ConsensusVote vote) {
      message.setConsensusVote(vote(vote));
    } else if (form instanceof JsonForm.StateUpdate state) {
      message.setStateUpdate(
          NetworkState.newBuilder()
              .setHeight(state.height())
              .setBlockHash(string(state.blockHash()))
              .setStateRoot(string(state.stateRoot()))
              .setValidatorSetHash(string(state.validatorSetHash()))
              .setPeerCount((int) state.peerCount())
              .setMood(state.mood()));
    } else if (form instanceof JsonForm.MemeMessage meme) {
      message.setMeme(Contents.write(meme.meme()));
    } else if (form instanceof JsonForm.ExtensionMessage extension) {
      message.setExtension(Contents.write(extension.extension()));
    } else if (form instanceof JsonForm.NetworkStatistics statistics) {
      message.setNetworkStatistics(statistics(statistics));
    } else if (form instanceof JsonForm.History history) {
      History.Builder builder =
          History.newBuilder()
              .setFromHeight(history.fromHeight())
              .setToHeight(history.toHeight())
              .setTruncated(history.truncated());
      history.entries().forEach(entry -> builder.addEntries(entry(entry)));
      message.setHistory(builder);
    } else if (form instanceof JsonForm.Opaque opaque) {
      message.setUnknownFields(Contents.field(opaque.number(), opaque.bytes()));
    }
    // once through its bytes, so that what is opaque here and known to protobuf is read by it
    return ChaoschainMessage.parseFrom(message.build().toByteString());
  }

  private static AgentCommunication communication(
      AgentId from, Optional<AgentId> to, Content content) throws MalformedMessageException {
    return Contents.write(new Payload.AgentCommunication(from, to, content));
  }

  private static BlockProposal.Builder proposal(JsonForm.BlockProposal proposal) {
    BlockProposal.Builder builder =
        BlockProposal.newBuilder()
            .setHeight(proposal.block().height())
            .setRound((int) proposal.round())
            .setBlock(block(proposal.block()))
            .setProposer(key(proposal.proposer()))
            .setConsensusSignature(string(proposal.signature()));
    proposal.validRound().ifPresent(round -> builder.setValidRound(round.intValue()));
    return builder;
  }

  private static Block.Builder block(JsonForm.Block block) {
    JsonForm.Roots roots = block.roots();
    Block.Builder builder =
        Block.newBuilder()
            .setHeader(
                BlockHeader.newBuilder()
                    .setChainId(block.chainId())
                    .setHeight(block.height())
                    .setParentHash(string(block.parent()))
                    .setTimestamp(time(block.timestamp()))
                    .setStateRoot(string(roots.state()))
                    .setTransactionsRoot(string(roots.transactions()))
                    .setMemesRoot(string(roots.memes()))
                    .setEvidenceRoot(string(roots.evidence()))
                    .setValidatorSetHash(string(roots.validatorSet()))
                    .setNextValidatorSetHash(string(roots.nextValidatorSet()))
                    .setLastCertificateHash(string(roots.lastCertificate()))
                    .setProducer(key(block.producer())));
    block.transactions().forEach(each -> builder.addTransactions(string(each)));
    block.memes().forEach(each -> builder.addMemes(Contents.write(each)));
    block.evidence().forEach(each -> builder.addEvidence(string(each)));
    block.lastCertificate().ifPresent(each -> builder.setLastCertificate(certificate(each)));
    return builder;
  }

  private static CommitCertificate.Builder certificate(JsonForm.Certificate certificate) {
    CommitCertificate.Builder builder =
        CommitCertificate.newBuilder()
            .setHeight(certificate.height())
            .setRound((int) certificate.round())
            .setBlockHash(string(certificate.blockHash()));
    for (JsonForm.Precommit each : certificate.signatures()) {
      builder.addSignatures(
          CommitSignature.newBuilder()
              .setValidator(string(each.validator().key()))
              .setSignature(string(each.signature())));
    }
    return builder;
  }

  private static BlockNotification.Builder notification(JsonForm.BlockNotification notification) {
    BlockNotification.Builder builder =
        BlockNotification.newBuilder()
            .setBlockHash(string(notification.blockHash()))
            .setProducerId(string(notification.producer().key()))
            .setTimestamp(time(notification.timestamp()))
            .setHeight(notification.height());
    notification.certificate().ifPresent(each -> builder.setCertificate(certificate(each)));
    return builder;
  }

  private static ConsensusVote.Builder vote(JsonForm.ConsensusVote vote) {
    ConsensusVote.Builder builder =
        ConsensusVote.newBuilder()
            .setType(
                vote.vote() == JsonForm.ConsensusVote.Vote.PREVOTE
                    ? ConsensusVote.Type.TYPE_PREVOTE
                    : ConsensusVote.Type.TYPE_PRECOMMIT)
            .setHeight(vote.height())
            .setRound((int) vote.round())
            .setValidator(string(vote.validator().key()))
            .setConsensusSignature(string(vote.signature()));
    vote.blockHash().ifPresent(hash -> builder.setBlockHash(string(hash)));
    return builder;
  }

  private static NetworkStatistics.Builder statistics(JsonForm.NetworkStatistics statistics) {
    NetworkStatistics.Builder builder =
        NetworkStatistics.newBuilder()
            .setFrom(time(statistics.start()))
            .setTo(time(statistics.end()))
            .setPeerCount((int) statistics.peerCount())
            .setAgentCount((int) statistics.agentCount())
            .setHeight(statistics.height())
            .setBytesIn(statistics.bytesIn())
            .setBytesOut(statistics.bytesOut())
            .setSoftware(statistics.software());
    for (JsonForm.TypeFigures each : statistics.types()) {
      builder.addTypes(
          TypeStatistics.newBuilder()
              .setType(each.type())
              .setAccepted(each.accepted())
              .setIgnored(each.ignored())
              .setRejected(each.rejected())
              .setLatencyP50Ms((int) each.latencyP50Ms())
              .setLatencyP99Ms((int) each.latencyP99Ms()));
    }
    return builder;
  }

  private static HistoryEntry.Builder entry(JsonForm.HistoryEntry entry) {
    HistoryEntry.Builder builder =
        HistoryEntry.newBuilder()
            .setHeight(entry.height())
            .setBlockHash(string(entry.blockHash()))
            .setTimestamp(time(entry.timestamp()))
            .setProducerId(string(entry.producer().key()))
            .setTransactions((int) entry.transactions())
            .setMemes((int) entry.memes());
    entry.envelopes().forEach(each -> builder.addEnvelopes(string(each)));
    return builder;
  }

  private static ByteString key(Optional<AgentId> key) {
    return key.map(id -> string(id.key())).orElse(ByteString.EMPTY);
  }

  static Timestamp time(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }
}
