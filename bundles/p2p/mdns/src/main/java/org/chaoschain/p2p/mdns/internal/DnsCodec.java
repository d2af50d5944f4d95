// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsPtrRecord;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsRecordEncoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.p2p.mdns.core.Packet;
import org.chaoschain.p2p.mdns.core.Question;
import org.chaoschain.p2p.mdns.core.Resource;

/**
 * Packets as bytes: RFC 1035, section 4, with the header bits of RFC 6762, section 18. Netty's
 * codec reads and writes names and records.
 */
final class DnsCodec {
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int OPCODE_AND_RCODE = 0x780f;
  private static final int IN = 1;

  /** "This is the whole set of records of this name and type": RFC 6762, section 10.2. */
  private static final int CACHE_FLUSH = 0x8000;

  private static final Encoder ENCODER = new Encoder();

  private DnsCodec() {}

  /** Gives access to names. */
  private static final class Encoder extends DefaultDnsRecordEncoder {
    void name(String name, ByteBuf target) throws Exception {
      encodeName(name, target);
    }
  }

  /**
   * Reads a packet. Of answers the pointers and texts are read; other types are passed over.
   *
   * @param bytes the whole datagram; stays with the caller
   * @return nothing if it is a message of another kind than query and response
   * @throws MalformedPacketException if it is none at all
   */
  static Optional<Packet> decode(ByteBuf bytes) throws MalformedPacketException {
    if (bytes.readableBytes() < HEADER) {
      throw new MalformedPacketException(
          "%d bytes are less than a header".formatted(bytes.readableBytes()));
    }
    // names point to places in the message, which begins at index 0
    ByteBuf message = bytes.slice();
    message.skipBytes(2);
    int flags = message.readUnsignedShort();
    int questions = message.readUnsignedShort();
    int answers = message.readUnsignedShort();
    int additional = message.readUnsignedShort() + message.readUnsignedShort();
    if ((flags & OPCODE_AND_RCODE) != 0) {
      return Optional.empty();
    }
    try {
      List<Question> asked = new ArrayList<>();
      for (int i = 0; i < questions; i++) {
        asked.add(question(DnsRecordDecoder.DEFAULT.decodeQuestion(message)));
      }
      if ((flags & RESPONSE) == 0) {
        return Optional.of(new Packet.Query(asked));
      }
      return Optional.of(
          new Packet.Response(records(message, answers), records(message, additional)));
    } catch (MalformedPacketException e) {
      throw e;
    } catch (Exception e) {
      throw new MalformedPacketException("no message of the DNS: " + e);
    }
  }

  private static Question question(DnsQuestion question) {
    return new Question(undotted(question.name()), question.type().intValue());
  }

  private static List<Resource> records(ByteBuf message, int count) throws Exception {
    List<Resource> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      DnsRecord record = DnsRecordDecoder.DEFAULT.decodeRecord(message);
      if (record == null) {
        throw new MalformedPacketException(
            "the record %d of %d is cut off".formatted(i + 1, count));
      }
      try {
        resource(record).ifPresent(records::add);
      } finally {
        ReferenceCountUtil.release(record);
      }
    }
    return records;
  }

  private static Optional<Resource> resource(DnsRecord record) throws MalformedPacketException {
    String owner = undotted(record.name());
    if (record instanceof DnsPtrRecord pointer) {
      return Optional.of(
          new Resource.Pointer(owner, record.timeToLive(), undotted(pointer.hostname())));
    }
    if (record instanceof DnsRawRecord raw && record.type().equals(DnsRecordType.TXT)) {
      return Optional.of(
          new Resource.Texts(owner, record.timeToLive(), texts(raw.content().duplicate())));
    }
    return Optional.empty();
  }

  private static List<String> texts(ByteBuf content) throws MalformedPacketException {
    List<String> texts = new ArrayList<>();
    while (content.isReadable()) {
      int length = content.readUnsignedByte();
      if (length > content.readableBytes()) {
        throw new MalformedPacketException(
            "a text of %d bytes in a record with %d left"
                .formatted(length, content.readableBytes()));
      }
      texts.add(content.readCharSequence(length, StandardCharsets.UTF_8).toString());
    }
    return texts;
  }

  private static String undotted(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Writes a packet; the buffer is the caller's. */
  static ByteBuf encode(Packet packet, ByteBufAllocator allocator) {
    ByteBuf bytes = allocator.buffer(512);
    try {
      if (packet instanceof Packet.Query query) {
        header(bytes, 0, query.questions().size(), 0, 0);
        for (Question question : query.questions()) {
          ENCODER.encodeQuestion(
              new DefaultDnsQuestion(
                  question.name() + ".", DnsRecordType.valueOf(question.type()), IN),
              bytes);
        }
      } else if (packet instanceof Packet.Response response) {
        int answers = response.answers().size();
        header(bytes, RESPONSE | AUTHORITATIVE, 0, answers, response.additional().size());
        for (Resource record : response.answers()) {
          record(record, bytes);
        }
        for (Resource record : response.additional()) {
          record(record, bytes);
        }
      }
      return bytes.retain();
    } catch (Exception e) {
      throw new IllegalArgumentException("a packet of this node cannot be written: " + packet, e);
    } finally {
      bytes.release();
    }
  }

  private static void header(ByteBuf bytes, int flags, int questions, int answers, int additional) {
    bytes.writeShort(0).writeShort(flags);
    bytes.writeShort(questions).writeShort(answers).writeShort(0).writeShort(additional);
  }

  private static void record(Resource record, ByteBuf bytes) throws Exception {
    if (record instanceof Resource.Pointer pointer) {
      ENCODER.encodeRecord(
          new DefaultDnsPtrRecord(pointer.owner() + ".", IN, pointer.ttl(), pointer.target() + "."),
          bytes);
      return;
    }
    ByteBuf content = Unpooled.buffer();
    DnsRecordType type = content(record, content);
    DnsRawRecord raw =
        new DefaultDnsRawRecord(
            record.owner() + ".", type, IN | CACHE_FLUSH, record.ttl(), content);
    try {
      ENCODER.encodeRecord(raw, bytes);
    } finally {
      raw.release();
    }
  }

  private static DnsRecordType content(Resource record, ByteBuf content) throws Exception {
    if (record instanceof Resource.Texts texts) {
      for (String text : texts.texts()) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        content.writeByte(utf8.length).writeBytes(utf8);
      }
      return DnsRecordType.TXT;
    }
    if (record instanceof Resource.Location location) {
      content.writeShort(0).writeShort(0).writeShort(location.port());
      ENCODER.name(location.host() + ".", content);
      return DnsRecordType.SRV;
    }
    Resource.Address address = (Resource.Address) record;
    content.writeBytes(address.address().toByteBuffer());
    return address.address().size() == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
  }
}
