// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.json.core.JsonForm.Block;
import org.chaoschain.message.json.core.JsonForm.BlockNotification;
import org.chaoschain.message.json.core.JsonForm.BlockProposal;
import org.chaoschain.message.json.core.JsonForm.Certificate;
import org.chaoschain.message.json.core.JsonForm.ConsensusVote;
import org.chaoschain.message.json.core.JsonForm.History;
import org.chaoschain.message.json.core.JsonForm.HistoryEntry;
import org.chaoschain.message.json.core.JsonForm.NetworkStatistics;
import org.chaoschain.message.json.core.JsonForm.Precommit;
import org.chaoschain.message.json.core.JsonForm.Roots;
import org.chaoschain.message.json.core.JsonForm.StateUpdate;
import org.chaoschain.message.json.core.JsonForm.TypeFigures;

/** Writes the forms, members in a fixed order. What may be left out and is empty is left out. */
final class FormWriter {
  private FormWriter() {}

  static JsonValue.Members write(JsonMessage message) {
    MemberWriter top = new MemberWriter();
    top.text("type", message.form().type()).unsigned("version", JsonMessage.VERSION);
    form(message.form(), top);
    message.envelope().ifPresent(envelope -> top.put("envelope", envelope(envelope)));
    message.raw().ifPresent(raw -> top.bytes("raw", raw));
    return top.done();
  }

  private static void form(JsonForm form, MemberWriter top) {
    if (form instanceof JsonForm.AgentMessage message) {
      top.key("from", message.from())
          .key("to", message.to())
          .put("content", ContentForms.write(message.content()));
    } else if (form instanceof JsonForm.NetworkBroadcast broadcast) {
      top.key("from", broadcast.from()).put("content", ContentForms.write(broadcast.content()));
    } else if (form instanceof BlockProposal proposal) {
      top.put("block", block(proposal.block())).unsigned("round", proposal.round());
      proposal.validRound().ifPresent(round -> top.unsigned("valid_round", round));
      top.keyIfAny("proposer", proposal.proposer()).hex("signature", proposal.signature());
    } else if (form instanceof BlockNotification notification) {
      top.hex("block_hash", notification.blockHash())
          .key("producer_id", notification.producer())
          .time("timestamp", notification.timestamp())
          .unsignedIfAny("height", notification.height());
      notification.certificate().ifPresent(c -> top.put("certificate", certificate(c)));
    } else if (form instanceof ConsensusVote vote) {
      top.text("vote", vote.vote().word())
          .unsigned("height", vote.height())
          .unsigned("round", vote.round());
      vote.blockHash().ifPresent(hash -> top.hex("block_hash", hash));
      top.key("validator", vote.validator()).hex("signature", vote.signature());
    } else if (form instanceof StateUpdate state) {
      top.unsigned("height", state.height())
          .hex("block_hash", state.blockHash())
          .hex("state_root", state.stateRoot())
          .hex("validator_set_hash", state.validatorSetHash())
          .unsigned("peer_count", state.peerCount())
          .textIfAny("mood", state.mood());
    } else if (form instanceof JsonForm.MemeMessage meme) {
      top.put("meme", meme(meme.meme()));
    } else if (form instanceof JsonForm.ExtensionMessage message) {
      MemberWriter extension = new MemberWriter();
      ContentForms.extension(message.extension(), extension);
      top.put("extension", extension.done());
    } else if (form instanceof NetworkStatistics statistics) {
      statistics(statistics, top);
    } else if (form instanceof History history) {
      top.unsigned("from_height", history.fromHeight())
          .unsigned("to_height", history.toHeight())
          .list("entries", history.entries(), FormWriter::entry)
          .flagIfSet("truncated", history.truncated());
    } else if (form instanceof JsonForm.Opaque opaque) {
      top.unsigned("number", opaque.number()).bytes("bytes", opaque.bytes());
    }
  }

  private static JsonValue block(Block block) {
    Roots roots = block.roots();
    MemberWriter json = new MemberWriter();
    json.unsigned("height", block.height())
        .hex("parent", block.parent())
        .list("transactions", block.transactions(), FormWriter::bytes)
        .list("memes", block.memes(), FormWriter::meme)
        .time("timestamp", block.timestamp())
        .textIfAny("chain_id", block.chainId())
        .keyIfAny("producer", block.producer())
        .hexIfAny("state_root", roots.state())
        .hexIfAny("transactions_root", roots.transactions())
        .hexIfAny("memes_root", roots.memes())
        .hexIfAny("evidence_root", roots.evidence())
        .hexIfAny("validator_set_hash", roots.validatorSet())
        .hexIfAny("next_validator_set_hash", roots.nextValidatorSet())
        .hexIfAny("last_certificate_hash", roots.lastCertificate())
        .listIfAny("evidence", block.evidence(), FormWriter::bytes);
    block.lastCertificate().ifPresent(c -> json.put("last_certificate", certificate(c)));
    return json.done();
  }

  private static JsonValue bytes(Bytes bytes) {
    return new JsonValue.Text(Scalars.base64(bytes));
  }

  private static JsonValue meme(Payload.Meme meme) {
    return new MemberWriter()
        .hex("hash", meme.hash())
        .key("author", meme.author())
        .text("format", meme.format())
        .text("caption", meme.caption())
        .bytesIfAny("data", meme.data())
        .textIfAny("address", meme.address())
        .done();
  }

  private static JsonValue certificate(Certificate certificate) {
    return new MemberWriter()
        .unsigned("height", certificate.height())
        .unsigned("round", certificate.round())
        .hex("block_hash", certificate.blockHash())
        .list("signatures", certificate.signatures(), FormWriter::precommit)
        .done();
  }

  private static JsonValue precommit(Precommit precommit) {
    return new MemberWriter()
        .key("validator", precommit.validator())
        .hex("signature", precommit.signature())
        .done();
  }

  private static void statistics(NetworkStatistics statistics, MemberWriter top) {
    top.time("start", statistics.start())
        .time("end", statistics.end())
        .unsigned("peer_count", statistics.peerCount())
        .unsigned("agent_count", statistics.agentCount())
        .unsigned("height", statistics.height())
        .unsigned("bytes_in", statistics.bytesIn())
        .unsigned("bytes_out", statistics.bytesOut())
        .list("types", statistics.types(), FormWriter::figures)
        .textIfAny("software", statistics.software());
  }

  private static JsonValue figures(TypeFigures figures) {
    return new MemberWriter()
        .text("type", figures.type())
        .unsigned("accepted", figures.accepted())
        .unsigned("ignored", figures.ignored())
        .unsigned("rejected", figures.rejected())
        .unsigned("latency_p50_ms", figures.latencyP50Ms())
        .unsigned("latency_p99_ms", figures.latencyP99Ms())
        .done();
  }

  private static JsonValue entry(HistoryEntry entry) {
    return new MemberWriter()
        .unsigned("height", entry.height())
        .hex("block_hash", entry.blockHash())
        .time("timestamp", entry.timestamp())
        .key("producer_id", entry.producer())
        .unsigned("transactions", entry.transactions())
        .unsigned("memes", entry.memes())
        .listIfAny("envelopes", entry.envelopes(), FormWriter::bytes)
        .done();
  }

  private static JsonValue envelope(EnvelopeHead envelope) {
    MemberWriter json = new MemberWriter();
    envelope.id().ifPresent(id -> json.text("id", id));
    envelope.createdAt().ifPresent(at -> json.time("created_at", at));
    envelope.expiresAt().ifPresent(at -> json.time("expires_at", at));
    json.keyIfAny("sender", envelope.sender());
    envelope.chainId().ifPresent(chain -> json.text("chain_id", chain));
    envelope.inReplyTo().ifPresent(id -> json.text("in_reply_to", id));
    envelope.critical().ifPresent(c -> json.put("critical", new JsonValue.Truth(c)));
    envelope.delegation().ifPresent(delegation -> json.bytes("delegation", delegation));
    envelope.signature().ifPresent(signature -> json.hex("signature", signature));
    return json.done();
  }
}
