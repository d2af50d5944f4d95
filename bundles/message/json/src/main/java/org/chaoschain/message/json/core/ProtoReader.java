// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.message.envelope.core.Contents;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.Block;
import org.chaoschain.proto.v1.BlockHeader;
import org.chaoschain.proto.v1.BlockNotification;
import org.chaoschain.proto.v1.BlockProposal;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommitCertificate;
import org.chaoschain.proto.v1.ConsensusVote;
import org.chaoschain.proto.v1.History;
import org.chaoschain.proto.v1.HistoryEntry;
import org.chaoschain.proto.v1.NetworkState;
import org.chaoschain.proto.v1.NetworkStatistics;
import org.chaoschain.proto.v1.TypeStatistics;

/** The forms of payloads in protobuf; empty where a payload says what its form cannot. */
final class ProtoReader {
  private static final long MAX_SECONDS = 253_402_300_799L;

  /** The payload has no readable form. */
  private static final class Formless extends RuntimeException {
    private static final long serialVersionUID = 1;

    Formless() {
      super(null, null, false, false);
    }
  }

  private ProtoReader() {}

  /** The form of the payload, if it has one. */
  static Optional<JsonForm> form(ChaoschainMessage message) {
    try {
      return Optional.of(
          switch (message.getPayloadCase()) {
            case BLOCK_PROPOSAL -> proposal(message.getBlockProposal());
            case CONSENSUS_VOTE -> vote(message.getConsensusVote());
            case AGENT_COMM -> communication(message.getAgentComm());
            case STATE_UPDATE -> state(message.getStateUpdate());
            case MEME -> new JsonForm.MemeMessage(Contents.read(message.getMeme()));
            case EXTENSION -> new JsonForm.ExtensionMessage(Contents.read(message.getExtension()));
            case BLOCK_NOTIFICATION -> notification(message.getBlockNotification());
            case NETWORK_STATISTICS -> statistics(message.getNetworkStatistics());
            case HISTORY -> history(message.getHistory());
            case PAYLOAD_NOT_SET -> throw new Formless();
          });
    } catch (Formless | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same communication with its content as bytes. */
  static Optional<JsonForm> withOpaqueContent(AgentCommunication communication) {
    try {
      return Optional.of(communication(communication, opaque(communication)));
    } catch (Formless | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonForm communication(AgentCommunication communication) {
    return communication(communication, content(communication));
  }

  private static JsonForm communication(AgentCommunication communication, Content content) {
    AgentId from = key(communication.getAgentId());
    return communication.hasTargetId()
        ? new JsonForm.AgentMessage(from, key(communication.getTargetId()), content)
        : new JsonForm.NetworkBroadcast(from, content);
  }

  private static Content content(AgentCommunication communication) {
    return Contents.read(communication).orElseThrow(Formless::new);
  }

  private static Content opaque(AgentCommunication c) {
    return switch (c.getContentCase()) {
      case ALLIANCE -> unknown(CommunicationType.ALLIANCE, 4, c.getAlliance());
      case DISCUSSION -> unknown(CommunicationType.DISCUSSION, 5, c.getDiscussion());
      case MEME -> unknown(CommunicationType.MEME, 6, c.getMeme());
      case STATUS -> unknown(CommunicationType.STATUS, 7, c.getStatus());
      case EXTENSION -> unknown(CommunicationType.EXTENSION, 10, c.getExtension());
      case ANNOUNCEMENT -> unknown(CommunicationType.ANNOUNCEMENT, 11, c.getAnnouncement());
      case CONTENT_NOT_SET -> throw new Formless();
    };
  }

  private static Content unknown(CommunicationType type, int number, Message content) {
    return new Content.Unknown(type, number, bytes(content.toByteString()));
  }

  private static JsonForm proposal(BlockProposal proposal) {
    if (proposal.getHeight() != proposal.getBlock().getHeader().getHeight()) {
      throw new Formless(); // the form has one height for both
    }
    return new JsonForm.BlockProposal(
        block(proposal.getBlock()),
        Integer.toUnsignedLong(proposal.getRound()),
        proposal.hasValidRound()
            ? Optional.of(Integer.toUnsignedLong(proposal.getValidRound()))
            : Optional.empty(),
        keyIfAny(proposal.getProposer()),
        bytes(proposal.getConsensusSignature()));
  }

  private static JsonForm.Block block(Block block) {
    BlockHeader header = block.getHeader();
    return new JsonForm.Block(
        header.getHeight(),
        bytes(header.getParentHash()),
        time(header.hasTimestamp(), header.getTimestamp()),
        header.getChainId(),
        keyIfAny(header.getProducer()),
        new JsonForm.Roots(
            bytes(header.getStateRoot()),
            bytes(header.getTransactionsRoot()),
            bytes(header.getMemesRoot()),
            bytes(header.getEvidenceRoot()),
            bytes(header.getValidatorSetHash()),
            bytes(header.getNextValidatorSetHash()),
            bytes(header.getLastCertificateHash())),
        block.getTransactionsList().stream().map(ProtoReader::bytes).toList(),
        block.getMemesList().stream().map(Contents::read).toList(),
        block.getEvidenceList().stream().map(ProtoReader::bytes).toList(),
        block.hasLastCertificate()
            ? Optional.of(certificate(block.getLastCertificate()))
            : Optional.empty());
  }

  private static JsonForm.Certificate certificate(CommitCertificate certificate) {
    return new JsonForm.Certificate(
        certificate.getHeight(),
        Integer.toUnsignedLong(certificate.getRound()),
        bytes(certificate.getBlockHash()),
        certificate.getSignaturesList().stream()
            .map(
                each ->
                    new JsonForm.Precommit(key(each.getValidator()), bytes(each.getSignature())))
            .toList());
  }

  private static JsonForm vote(ConsensusVote vote) {
    return new JsonForm.ConsensusVote(
        switch (vote.getType()) {
          case TYPE_PREVOTE -> JsonForm.ConsensusVote.Vote.PREVOTE;
          case TYPE_PRECOMMIT -> JsonForm.ConsensusVote.Vote.PRECOMMIT;
          case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new Formless();
        },
        vote.getHeight(),
        Integer.toUnsignedLong(vote.getRound()),
        vote.hasBlockHash() ? Optional.of(bytes(vote.getBlockHash())) : Optional.empty(),
        key(vote.getValidator()),
        bytes(vote.getConsensusSignature()));
  }

  private static JsonForm state(NetworkState state) {
    return new JsonForm.StateUpdate(
        state.getHeight(),
        bytes(state.getBlockHash()),
        bytes(state.getStateRoot()),
        bytes(state.getValidatorSetHash()),
        Integer.toUnsignedLong(state.getPeerCount()),
        state.getMood());
  }

  private static JsonForm notification(BlockNotification notification) {
    return new JsonForm.BlockNotification(
        bytes(notification.getBlockHash()),
        key(notification.getProducerId()),
        time(notification.hasTimestamp(), notification.getTimestamp()),
        notification.getHeight(),
        notification.hasCertificate()
            ? Optional.of(certificate(notification.getCertificate()))
            : Optional.empty());
  }

  private static JsonForm statistics(NetworkStatistics statistics) {
    return new JsonForm.NetworkStatistics(
        time(statistics.hasFrom(), statistics.getFrom()),
        time(statistics.hasTo(), statistics.getTo()),
        Integer.toUnsignedLong(statistics.getPeerCount()),
        Integer.toUnsignedLong(statistics.getAgentCount()),
        statistics.getHeight(),
        statistics.getBytesIn(),
        statistics.getBytesOut(),
        statistics.getTypesList().stream().map(ProtoReader::figures).toList(),
        statistics.getSoftware());
  }

  private static JsonForm.TypeFigures figures(TypeStatistics figures) {
    return new JsonForm.TypeFigures(
        figures.getType(),
        figures.getAccepted(),
        figures.getIgnored(),
        figures.getRejected(),
        Integer.toUnsignedLong(figures.getLatencyP50Ms()),
        Integer.toUnsignedLong(figures.getLatencyP99Ms()));
  }

  private static JsonForm history(History history) {
    return new JsonForm.History(
        history.getFromHeight(),
        history.getToHeight(),
        history.getEntriesList().stream().map(ProtoReader::entry).toList(),
        history.getTruncated());
  }

  private static JsonForm.HistoryEntry entry(HistoryEntry entry) {
    return new JsonForm.HistoryEntry(
        entry.getHeight(),
        bytes(entry.getBlockHash()),
        time(entry.hasTimestamp(), entry.getTimestamp()),
        key(entry.getProducerId()),
        Integer.toUnsignedLong(entry.getTransactions()),
        Integer.toUnsignedLong(entry.getMemes()),
        entry.getEnvelopesList().stream().map(ProtoReader::bytes).toList());
  }

  private static Instant time(boolean there, Timestamp time) {
    if (!there
        || time.getSeconds() < 0
        || time.getSeconds() > MAX_SECONDS
        || time.getNanos() < 0
        || time.getNanos() > 999_999_999) {
      throw new Formless();
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static AgentId key(ByteString key) {
    return new AgentId(bytes(key));
  }

  private static Optional<AgentId> keyIfAny(ByteString key) {
    return key.isEmpty() ? Optional.empty() : Optional.of(key(key));
  }

  static Bytes bytes(ByteString value) {
    return Bytes.wrap(value.toByteArray());
  }
}
