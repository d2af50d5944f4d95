// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Payload;
import org.chaoschain.message.envelope.core.EnvelopeRules;
import org.chaoschain.message.envelope.core.PayloadKind;
import org.chaoschain.message.json.core.JsonForm.Block;
import org.chaoschain.message.json.core.JsonForm.BlockNotification;
import org.chaoschain.message.json.core.JsonForm.BlockProposal;
import org.chaoschain.message.json.core.JsonForm.Certificate;
import org.chaoschain.message.json.core.JsonForm.ConsensusVote;
import org.chaoschain.message.json.core.JsonForm.ConsensusVote.Vote;
import org.chaoschain.message.json.core.JsonForm.History;
import org.chaoschain.message.json.core.JsonForm.HistoryEntry;
import org.chaoschain.message.json.core.JsonForm.NetworkStatistics;
import org.chaoschain.message.json.core.JsonForm.Precommit;
import org.chaoschain.message.json.core.JsonForm.Roots;
import org.chaoschain.message.json.core.JsonForm.StateUpdate;
import org.chaoschain.message.json.core.JsonForm.TypeFigures;
import org.chaoschain.message.json.core.JsonFormException.Reason;

/** Reads the forms. What it takes is what the schemas and {@code docs/protocol/json.md} say. */
final class FormReader {
  static final String ID_RULE = "1 to 64 characters of ASCII 0x21 to 0x7e are required";
  static final String CHAIN_RULE = "1 to 32 characters of a-z 0-9 . - are required";

  private static final int MAX_TRANSACTIONS = 16_384;
  private static final int MAX_MEMES = 1_024;
  private static final int MAX_EVIDENCE = 1_024;
  private static final int MAX_PRECOMMITS = 1_024;
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_ENTRY_ENVELOPES = 1_024;
  private static final int MAX_TYPES = 64;
  private static final int MAX_LINE = 1_024;
  private static final int MAX_NAME = 64;
  private static final int MAX_TYPE_NAME = 80;
  private static final int MAX_DELEGATION = 1_024;
  private static final long MAX_ROUND = Integer.MAX_VALUE;
  private static final long MAX_UINT32 = 0xffff_ffffL;
  private static final int SMALLEST_ENVELOPE = 66;
  private static final int LARGEST = PayloadKind.MAX_ENVELOPE_BYTES;

  private interface Reading {
    JsonForm read(MemberReader top) throws JsonFormException;
  }

  private static final Map<String, Reading> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put("agent_message", FormReader::agentMessage);
    FORMS.put("network_broadcast", FormReader::networkBroadcast);
    FORMS.put("block_proposal", FormReader::blockProposal);
    FORMS.put("block_notification", FormReader::blockNotification);
    FORMS.put("consensus_vote", FormReader::consensusVote);
    FORMS.put("state_update", FormReader::stateUpdate);
    FORMS.put("meme", top -> new JsonForm.MemeMessage(meme(top.object("meme"))));
    FORMS.put("extension", FormReader::extension);
    FORMS.put("network_statistics", FormReader::networkStatistics);
    FORMS.put("history", FormReader::history);
    FORMS.put("opaque", FormReader::opaque);
  }

  private FormReader() {}

  static Collection<String> types() {
    return List.copyOf(FORMS.keySet());
  }

  /** What an object says, and pointers to the members at the top that nobody knows. */
  static JsonMessages.Read read(JsonValue value) throws JsonFormException {
    MemberReader top = new MemberReader(value, Pointer.ROOT);
    requireVersion(top);
    String type = top.required("type", FormReader::typeName);
    Reading form = FORMS.get(type);
    if (form == null) {
      throw unknownType(type, FORMS.keySet());
    }
    JsonForm read = form.read(top);
    Optional<EnvelopeHead> envelope = top.optional("envelope", FormReader::envelope);
    Optional<Bytes> raw = top.optional("raw", (v, at) -> Scalars.base64(v, at, LARGEST));
    return new JsonMessages.Read(new JsonMessage(read, envelope, raw), top.others());
  }

  static void requireVersion(MemberReader top) throws JsonFormException {
    Optional<Long> version = top.optional("version", Scalars::unsigned);
    if (version.isPresent() && version.get() != JsonMessage.VERSION) {
      throw new JsonFormException(
          Reason.VERSION,
          top.at("version"),
          Long.toUnsignedString(version.get()),
          "spoken versions are: " + JsonMessage.VERSION,
          "write the form of that version, or leave the member out");
    }
  }

  static String typeName(JsonValue value, Pointer at) throws JsonFormException {
    return Scalars.text(value, at, 0, Integer.MAX_VALUE);
  }

  static JsonFormException unknownType(String type, Collection<String> types) {
    return new JsonFormException(
        Reason.UNKNOWN_TYPE,
        Pointer.ROOT.child("type"),
        Scalars.quote(type),
        "types are " + types,
        "use one of them");
  }

  private static JsonForm agentMessage(MemberReader top) throws JsonFormException {
    return new JsonForm.AgentMessage(
        top.key("from"), top.key("to"), top.required("content", ContentForms::read));
  }

  private static JsonForm networkBroadcast(MemberReader top) throws JsonFormException {
    if (top.has("to")) { // ignored as unknown, it would tell all what was meant for one
      throw new JsonFormException(
          Reason.UNKNOWN_MEMBER,
          top.at("to"),
          "a receiver",
          "a network_broadcast is for all",
          "write an agent_message to speak to one agent, or leave it out");
    }
    return new JsonForm.NetworkBroadcast(
        top.key("from"), top.required("content", ContentForms::read));
  }

  private static JsonForm blockProposal(MemberReader top) throws JsonFormException {
    Block block = top.required("block", FormReader::block);
    long round = top.numberOrZero("round", MAX_ROUND);
    return new BlockProposal(
        block,
        round,
        top.optionalNumber("valid_round", MAX_ROUND),
        top.optional("proposer", Scalars::key),
        top.signature("signature"));
  }

  private static Block block(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader block = new MemberReader(value, at);
    Block read =
        new Block(
            block.unsigned("height"),
            block.hash("parent"),
            block.time("timestamp"),
            block.optionalName("chain_id", EnvelopeRules::isName, CHAIN_RULE).orElse(""),
            block.optional("producer", Scalars::key),
            new Roots(
                block.hashOrNone("state_root"),
                block.hashOrNone("transactions_root"),
                block.hashOrNone("memes_root"),
                block.hashOrNone("evidence_root"),
                block.hashOrNone("validator_set_hash"),
                block.hashOrNone("next_validator_set_hash"),
                block.hashOrNone("last_certificate_hash")),
            block.list("transactions", MAX_TRANSACTIONS, FormReader::bytes),
            block.list("memes", MAX_MEMES, (v, place) -> meme(new MemberReader(v, place))),
            block.listOrNone("evidence", MAX_EVIDENCE, FormReader::bytes),
            block.optional("last_certificate", FormReader::certificate));
    block.end();
    return read;
  }

  private static Bytes bytes(JsonValue value, Pointer at) throws JsonFormException {
    return Scalars.base64(value, at, LARGEST);
  }

  private static Payload.Meme meme(MemberReader meme) throws JsonFormException {
    Payload.Meme read =
        new Payload.Meme(
            meme.key("author"),
            meme.textOrNone("format", MAX_NAME),
            meme.textOrNone("caption", MAX_LINE),
            meme.hash("hash"),
            meme.bytesOrNone("data", LARGEST),
            meme.textOrNone("address", MAX_LINE));
    meme.end();
    return read;
  }

  private static Certificate certificate(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader certificate = new MemberReader(value, at);
    Certificate read =
        new Certificate(
            certificate.unsigned("height"),
            certificate.numberOrZero("round", MAX_ROUND),
            certificate.hash("block_hash"),
            certificate.list("signatures", MAX_PRECOMMITS, FormReader::precommit));
    certificate.end();
    return read;
  }

  private static Precommit precommit(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader precommit = new MemberReader(value, at);
    Precommit read = new Precommit(precommit.key("validator"), precommit.signature("signature"));
    precommit.end();
    return read;
  }

  private static JsonForm blockNotification(MemberReader top) throws JsonFormException {
    return new BlockNotification(
        top.hash("block_hash"),
        top.key("producer_id"),
        top.time("timestamp"),
        top.unsignedOrZero("height"),
        top.optional("certificate", FormReader::certificate));
  }

  private static JsonForm consensusVote(MemberReader top) throws JsonFormException {
    return new ConsensusVote(
        top.required("vote", (v, at) -> Scalars.word(v, at, List.of(Vote.values()), Vote::word)),
        top.unsigned("height"),
        top.numberOrZero("round", MAX_ROUND),
        top.optional("block_hash", (v, at) -> Scalars.hex(v, at, Scalars.HASH_BYTES)),
        top.key("validator"),
        top.signature("signature"));
  }

  private static JsonForm stateUpdate(MemberReader top) throws JsonFormException {
    return new StateUpdate(
        top.unsigned("height"),
        top.hash("block_hash"),
        top.hash("state_root"),
        top.hash("validator_set_hash"),
        top.numberOrZero("peer_count", MAX_UINT32),
        top.textOrNone("mood", MAX_NAME));
  }

  private static JsonForm extension(MemberReader top) throws JsonFormException {
    MemberReader extension = top.object("extension");
    JsonForm read = new JsonForm.ExtensionMessage(ContentForms.extension(extension));
    extension.end();
    return read;
  }

  private static JsonForm networkStatistics(MemberReader top) throws JsonFormException {
    return new NetworkStatistics(
        top.time("start"),
        top.time("end"),
        top.numberOrZero("peer_count", MAX_UINT32),
        top.numberOrZero("agent_count", MAX_UINT32),
        top.unsignedOrZero("height"),
        top.unsignedOrZero("bytes_in"),
        top.unsignedOrZero("bytes_out"),
        top.listOrNone("types", MAX_TYPES, FormReader::figures),
        top.textOrNone("software", MAX_NAME));
  }

  private static TypeFigures figures(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader figures = new MemberReader(value, at);
    TypeFigures read =
        new TypeFigures(
            figures.text("type", 1, MAX_TYPE_NAME),
            figures.unsignedOrZero("accepted"),
            figures.unsignedOrZero("ignored"),
            figures.unsignedOrZero("rejected"),
            figures.numberOrZero("latency_p50_ms", MAX_UINT32),
            figures.numberOrZero("latency_p99_ms", MAX_UINT32));
    figures.end();
    return read;
  }

  private static JsonForm history(MemberReader top) throws JsonFormException {
    return new History(
        top.unsigned("from_height"),
        top.unsigned("to_height"),
        top.list("entries", MAX_ENTRIES, FormReader::entry),
        top.flag("truncated"));
  }

  private static HistoryEntry entry(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader entry = new MemberReader(value, at);
    HistoryEntry read =
        new HistoryEntry(
            entry.unsigned("height"),
            entry.hash("block_hash"),
            entry.time("timestamp"),
            entry.key("producer_id"),
            entry.numberOrZero("transactions", MAX_UINT32),
            entry.numberOrZero("memes", MAX_UINT32),
            entry.listOrNone("envelopes", MAX_ENTRY_ENVELOPES, FormReader::envelopeBytes));
    entry.end();
    return read;
  }

  /** So many bytes that there is room for a signature: else a page could have endless ones. */
  private static Bytes envelopeBytes(JsonValue value, Pointer at) throws JsonFormException {
    Bytes envelope = bytes(value, at);
    if (envelope.size() < SMALLEST_ENVELOPE) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          envelope.size() + " bytes",
          "an envelope has at least " + SMALLEST_ENVELOPE + " bytes",
          "send whole envelopes");
    }
    return envelope;
  }

  private static JsonForm opaque(MemberReader top) throws JsonFormException {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 4; number <= 19; number++) {
      if (PayloadKind.isPayloadNumber(number)) {
        numbers.add(number);
      }
    }
    return new JsonForm.Opaque(
        top.required("number", (v, at) -> fieldNumber(v, at, numbers)),
        top.bytesOrNone("bytes", LARGEST));
  }

  static int fieldNumber(JsonValue value, Pointer at, Collection<Integer> allowed)
      throws JsonFormException {
    int number = (int) Scalars.unsigned(value, at, BigInteger.valueOf(MAX_ROUND));
    if (!allowed.contains(number)) {
      throw new JsonFormException(
          Reason.VALUE,
          at,
          Integer.toString(number),
          "field numbers are " + allowed,
          "use the number of the field that the bytes are of");
    }
    return number;
  }

  private static EnvelopeHead envelope(JsonValue value, Pointer at) throws JsonFormException {
    MemberReader envelope = new MemberReader(value, at);
    EnvelopeHead read =
        new EnvelopeHead(
            envelope.optionalName("id", EnvelopeRules::isMessageId, ID_RULE),
            envelope.optional("created_at", Scalars::time),
            envelope.optional("expires_at", Scalars::time),
            envelope.optional("sender", Scalars::key),
            envelope.optionalName("chain_id", EnvelopeRules::isName, CHAIN_RULE),
            envelope.optionalName("in_reply_to", EnvelopeRules::isMessageId, ID_RULE),
            envelope.optional("critical", Scalars::truth),
            envelope.optional("delegation", (v, p) -> Scalars.base64(v, p, MAX_DELEGATION)),
            envelope.optional("signature", (v, p) -> Scalars.hex(v, p, Scalars.SIGNATURE_BYTES)));
    envelope.end();
    return read;
  }
}
